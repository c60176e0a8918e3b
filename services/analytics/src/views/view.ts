import type { EventType, RecordedEvent } from '@pressrun/events'
import type { Statement } from '@pressrun/db'

/** A table derived from events. Deleting it loses nothing: it is filled again from the stream. */
export type View = {
  /** Its name, and its table's. */
  readonly name: string
  /** Raised when what it derives changes: an older table is then rebuilt. */
  readonly version: number
  /** The subjects it needs to see, and the types among them that change it. */
  readonly filter: string
  readonly types: readonly EventType[]
  /** What these events, in order, do to `table`; empty when they do nothing. */
  readonly apply: (events: readonly RecordedEvent[], table: string) => readonly Statement[]
}
