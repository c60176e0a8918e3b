import { CannotStart } from './process.ts'
import { pause } from './timing.ts'

/** How long a start waits for a reason against it. */
const patienceMs = 2_000

/**
 * Throws `CannotStart` when there is a reason not to start. A reason not yet known, as while the database is away, is
 * not waited for: the returned promise rejects in the same way once it is.
 */
export async function refuseStart(
  reason: Promise<string | undefined>,
  signal: AbortSignal,
): Promise<() => Promise<void>> {
  const known = await Promise.race([reason, pause(patienceMs, signal)])
  if (known) throw new CannotStart(known)
  return async () => {
    const late = await reason
    if (late !== undefined) throw new CannotStart(late)
  }
}
