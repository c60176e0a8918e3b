import type { RunId } from '@pressrun/events'
import type { Candidate } from './candidate.ts'

/**
 * Which candidates go out now: in the order given, as long as their run has room. `inFlight` counts
 * the tasks of each run that are on their way already. All limits of a task are taken together,
 * here, or not at all.
 */
export function chooseTasks(
  candidates: readonly Candidate[],
  inFlight: ReadonlyMap<RunId, { readonly tasks: number }>,
): Candidate[] {
  const taken = new Map<RunId, number>()
  return candidates.filter(({ runId, concurrency }) => {
    const now = taken.get(runId) ?? inFlight.get(runId)?.tasks ?? 0
    if (now >= concurrency) return false
    taken.set(runId, now + 1)
    return true
  })
}
