import type { RunId } from '@pressrun/events'
import type { Candidate } from './candidate.ts'

/**
 * Which candidates go out now: in the order given, as long as their run has room. All limits of a
 * task are taken together, here, or not at all.
 */
export function chooseTasks(candidates: readonly Candidate[]): Candidate[] {
  const inFlight = new Map<RunId, number>()
  return candidates.filter(({ runId, runInFlight, concurrency }) => {
    const now = inFlight.get(runId) ?? runInFlight
    if (now >= concurrency) return false
    inFlight.set(runId, now + 1)
    return true
  })
}
