import { isDatabaseFault } from '@pressrun/db'
import { pause } from '@pressrun/runtime'

/** The database is retried this often; waiting callers share its first commit. */
const againMs = 1_000

/**
 * Does work that needs the database, waiting while it is away: only this process knows what a platform answered, and
 * forgetting it would mean sending again or leaving the task unconfirmed. A commit that did happen before the
 * connection broke turns the second into a refusal, which is as good.
 */
export const waitingForDatabase = <Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> => work().catch((cause: unknown) => again(cause, work, signal))

/** A loop: promises that wait for each other would pile up for as long as the database is away. */
async function again<Result>(
  first: unknown,
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  for (let cause = first; ;) {
    if (!isDatabaseFault(cause) || signal.aborted) throw cause
    await pause(againMs, signal)
    try {
      return await work()
    } catch (next) {
      cause = next
    }
  }
}
