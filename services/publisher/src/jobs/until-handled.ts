import { isLostConnection, type Handle, type Handled, type Request } from '@pressrun/db'
import { pause } from '@pressrun/runtime'

/** The database is asked again this often; those who wait share its first commit. */
const againMs = 1_000

/**
 * Hands a command over, waiting for the database while it is away: what a platform answered is known
 * here alone, and forgetting it would mean to send again or to leave the task unconfirmed. A commit
 * that did happen before the connection broke makes the second a refusal, which is as good.
 */
export async function untilHandled(
  handle: Handle,
  request: Request,
  signal: AbortSignal,
): Promise<Handled> {
  for (;;) {
    try {
      return await handle(request)
    } catch (cause) {
      if (!isLostConnection(cause) || signal.aborted) throw cause
      await pause(againMs, signal)
    }
  }
}
