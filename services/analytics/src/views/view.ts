import type { EventType, RecordedEvent } from '@pressrun/events'
import type { Statement } from '@pressrun/db'

/** A table derived from events. Deleting it loses nothing: it is filled again from the stream. */
export type View = {
  /** The name of the view and of its table. */
  readonly name: string
  /** Raised when what it derives changes: an older table is then rebuilt. */
  readonly version: number
  /** The subjects it needs to see, and the types among them that change it. */
  readonly filter: string
  readonly types: readonly EventType[]
  /** Statements that apply these events, in order, to `table`; empty when nothing changes. */
  readonly apply: (events: readonly RecordedEvent[], table: string) => readonly Statement[]
}
