import { retry, type ReactionOutcome } from '@pressrun/bus'
import { isDatabaseFault } from '@pressrun/db'
import { AbandonedWait } from './await-owner.ts'

/** A job whose publisher is asked to end before it could begin goes to the next one. */
const handedBackMs = 100

/** What to do with a job that could not be finished here, for no fault of its own. */
export function handedBack(cause: unknown): ReactionOutcome {
  if (isDatabaseFault(cause)) return retry(handedBackMs, 'database-unavailable')
  if (cause instanceof AbandonedWait) return retry(handedBackMs, 'ending')
  throw cause
}
