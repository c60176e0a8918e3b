import type { EventMeta, SourceId } from '@pressrun/events'

/** Which scan of which source, and the meta data of its events. */
export type Scan = {
  readonly sourceId: SourceId
  readonly number: number
  /** A person asked for it, not the clock. */
  readonly isByHand: boolean
  readonly meta: EventMeta
}
