import { accept, nothing, unreachable } from '../decision.ts'
import type { EventOf } from '../event.ts'
import type { TaskId } from '../ids.ts'
import type { Instant } from '../time.ts'
import type { TaskDecision } from './decision.ts'
import type { TaskError } from './events.ts'
import { identity } from './identity.ts'
import type { TaskState } from './state.ts'

/**
 * It may have gone out without a record: the database was restored from a backup, and a person has accepted that; or
 * the row of what was on its way was lost.
 */
export type DoubtTask = {
  readonly type: 'DoubtTask'
  readonly taskId: TaskId
  /** When the newest event of the restored state was recorded: what is lost came after. */
  readonly since: Instant
  /** When its platform is asked, if possible: no publisher that worked on before is at it any more. */
  readonly nextCheckAt: Instant
  /** Why; a restore when absent. */
  readonly error?: TaskError
}

export function doubt(
  { since, nextCheckAt, error = perhapsSent }: DoubtTask,
  task: TaskState,
): TaskDecision {
  switch (task.status) {
    case 'queued':
    case 'running':
    case 'held':
      return accept({
        type: 'TaskUnconfirmed',
        data: {
          ...identity(task),
          startedAt: since,
          durationMs: 0,
          latenessMs: 0,
          error,
          nextCheckAt,
        },
      })
    case 'planned':
    case 'published':
    case 'failed':
    case 'unconfirmed':
    case 'cancelled':
      return nothing
    default:
      return unreachable(task)
  }
}

const restoredCode = 'restored'

/** Also why it is retried where a repeat changes nothing. */
export const perhapsSent: TaskError = {
  class: 'unknown',
  code: restoredCode,
  message: 'The database was restored from a backup: it may have gone out since that was made.',
}

export const isOfRestore = ({ error }: Pick<TaskState, 'error'>): boolean =>
  error?.code === restoredCode

/**
 * When the restored state was made, for a task that may have gone out after that for the first time. `history` are its
 * events.
 */
export function lostSince(history: readonly EventOf<'TaskUnconfirmed'>[]): Instant | undefined {
  return history.findLast(({ data }) => data.error.code === restoredCode)?.data.startedAt
}

/**
 * How long ago, at the instant `now`, a task was sent for the first time. Infinity when it is in doubt and that is
 * unknown: its first attempt was lost with the database.
 */
export function sinceFirstAttemptMs(
  { firstAttemptAt, inDoubt }: Pick<TaskState, 'firstAttemptAt' | 'inDoubt'>,
  now: number,
): number {
  if (firstAttemptAt !== null) return now - Date.parse(firstAttemptAt)
  return inDoubt ? Infinity : 0
}
