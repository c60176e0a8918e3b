import { mayBeRepeat } from '@pressrun/bus'
import { isDatabaseFault } from '@pressrun/db'
import { ownProblem, type CommitOutcome, type RecordedEvent } from '@pressrun/events'
import type { PublishJob } from '@pressrun/platforms'
import type { Due } from './due.ts'
import { AccountChangedMeanwhile, jobOf } from './job.ts'
import type { Publisher } from './publisher.ts'
import { CredentialsSealed, keyNotHere, KeyNotHere } from './sources.ts'
import { waitingForDatabase } from './waiting-for-database.ts'

/** The job of a due task, or the outcome of the attempt when there can be none. */
export async function jobOrOutcome(
  { row, event, delivery }: Due,
  history: readonly RecordedEvent[],
  publisher: Publisher,
): Promise<Omit<PublishJob, 'signal'> | CommitOutcome> {
  if (row.accountRemoved) return accountRemoved
  try {
    return await waitingForDatabase(
      () => jobOf(row, event.position, history, publisher),
      publisher.signal,
    )
  } catch (cause) {
    if (isDatabaseFault(cause)) throw cause
    return unusable(cause, row.task.inDoubt || mayBeRepeat(delivery))
  }
}

/** The parts of the job cannot be had, and will not be the next time. */
function unusable(cause: unknown, mayBeSent: boolean): CommitOutcome {
  if (cause instanceof AccountChangedMeanwhile)
    return { outcome: mayBeSent ? 'unknown' : 'not-sent', ...accountChanged }
  if (cause instanceof KeyNotHere) return keyNotHere
  if (cause instanceof CredentialsSealed)
    return { outcome: 'auth-required', message: cause.message }
  return unreadable
}

/** Removed while its task was in flight: without its credentials nothing may be sent. */
const accountRemoved = {
  outcome: 'rejected',
  code: 'account-removed',
  message: 'The account was removed.',
} as const

const accountChanged = {
  code: ownProblem.accountChanged,
  message: 'The account posts elsewhere, with other credentials, than when the attempt was due.',
} as const

const unreadable = {
  outcome: 'rejected',
  code: 'job-unreadable',
  message: 'The content or the account of this task cannot be read.',
} as const
