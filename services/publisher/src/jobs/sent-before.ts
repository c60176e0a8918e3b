import { mayBeRepeat, type Delivery } from '@pressrun/bus'
import { unreachable, type CommitOutcome, type Idempotency, type TaskState } from '@pressrun/events'
import { dueJobIsIntent } from './publish-once.ts'

/**
 * Whether another publisher may have sent something for this very attempt, and died before it reported: its intent is
 * on record or, where the due job is the intent, the job was delivered before.
 */
export const perhapsSentBefore = (
  task: TaskState,
  idempotency: Idempotency,
  delivery: Delivery,
): boolean => task.intent !== null || perhapsBegunBefore(idempotency, delivery)

/** Where the due job is the intent, nothing else would be on record of that. */
export const perhapsBegunBefore = (idempotency: Idempotency, delivery: Delivery): boolean =>
  dueJobIsIntent.has(idempotency.class) && mayBeRepeat(delivery)

/**
 * The outcome of the whole attempt when a job may have been sent before: that nothing was published this time does not
 * undo what the first may have done, so the outcome is still unknown.
 */
export function outcomeOfBoth(outcome: CommitOutcome): CommitOutcome {
  switch (outcome.outcome) {
    case 'published':
    case 'unknown':
      return outcome
    case 'rejected':
    case 'not-sent':
      return { outcome: 'unknown', code: outcome.code, message: outcome.message }
    case 'auth-required':
      return { outcome: 'unknown', code: 'auth-required', message: outcome.message }
    case 'rate-limited':
      return { outcome: 'unknown', code: 'rate-limited', message: 'A repeat was limited.' }
    default:
      return unreachable(outcome)
  }
}
