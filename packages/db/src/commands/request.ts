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

/** A command, who gives it, and rows that must be kept or lost together with its events. */
export type Request = {
  readonly command: Command
  readonly meta: EventMeta
  readonly extraStatements?: readonly Statement[]
  /** The task's state as the caller has just read it: saves reading it again. */
  readonly known?: TaskState
  /** The stream's id was made just now: nothing of it is looked for. Should there be, it is a conflict. */
  readonly isNew?: boolean
}

/** What was decided; of what happened also when, as the log says it. */
export type Handled = HappenedAt<Decision<DomainEvent, Refusal>>

type HappenedAt<Decided> = Decided extends { kind: 'events' } ? Decided & { at: Instant } : Decided
