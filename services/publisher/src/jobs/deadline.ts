import { ownTrouble, type CommitOutcome } from '@pressrun/events'

/**
 * Runs one step of a connector. It gets a signal that is aborted at the deadline; a step that does
 * not end by itself then, or that throws, has an unknown outcome: bytes may have left.
 */
export async function withinDeadline<Outcome>(
  deadlineMs: number,
  step: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome | Extract<CommitOutcome, { outcome: 'unknown' }>> {
  const controller = new AbortController()
  const late = Promise.withResolvers<Extract<CommitOutcome, { outcome: 'unknown' }>>()
  const timer = setTimeout(() => {
    controller.abort()
    setTimeout(() => late.resolve(tooLate), graceMs).unref()
  }, deadlineMs)
  try {
    return await Promise.race([step(controller.signal), late.promise])
  } catch {
    return { outcome: 'unknown', code: ownTrouble.connectorFault, message: 'The connector failed.' }
  } finally {
    clearTimeout(timer)
  }
}

/** How long a step may take to end in order after it was told to. */
const graceMs = 1_000

const tooLate = {
  outcome: 'unknown',
  code: 'deadline-passed',
  message: 'The connector did not answer in time.',
} as const
