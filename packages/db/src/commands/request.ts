import type {
  Command,
  Decision,
  DomainEvent,
  EventMeta,
  Refusal,
  TaskState,
} from '@pressrun/events'
import type { Statement } from '../transaction.ts'

/** A command, who gives it, and rows that must be kept or lost together with its events. */
export type Request = {
  readonly command: Command
  readonly meta: EventMeta
  readonly alongside?: readonly Statement[]
  /** The task's state as the caller has just read it: saves reading it again. */
  readonly known?: TaskState
}

export type Handled = Decision<DomainEvent, Refusal>
