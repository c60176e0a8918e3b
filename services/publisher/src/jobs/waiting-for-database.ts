import { isDatabaseFault } from '@pressrun/db'
import { pause } from '@pressrun/runtime'

/** The database is asked again this often; those who wait share its first commit. */
const againMs = 1_000

/**
 * Does what needs the database, waiting for it while it is away: what a platform answered is known here
 * alone, and forgetting it would mean to send again or to leave the task unconfirmed. A commit that did
 * happen before the connection broke makes the second a refusal, which is as good.
 */
export const waitingForDatabase = <Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> => work().catch((cause: unknown) => again(cause, work, signal))

/** A loop: promises that wait for each other would grow for as long as the database is away. */
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
