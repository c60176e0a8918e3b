import type {
  Command,
  Decision,
  DomainEvent,
  EventMeta,
  Instant,
  Refusal,
  TaskState,
} from '@pressrun/events'
import type { Statement } from '../table/query.ts'

/** A command, its actor, and rows that are committed or rolled back together with its events. */
export type Request = {
  readonly command: Command
  readonly meta: EventMeta
  readonly extraStatements?: readonly Statement[]
  /** The task's state as the caller has just read it: saves reading it again. */
  readonly known?: TaskState
  /** The stream's id is new, so nothing is loaded. If the stream exists after all, that is a conflict. */
  readonly isNew?: boolean
}

/** The decision; of events also the time at which the log recorded them. */
export type Handled = HappenedAt<Decision<DomainEvent, Refusal>>

type HappenedAt<Decided> = Decided extends { kind: 'events' } ? Decided & { at: Instant } : Decided
