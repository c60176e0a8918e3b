import type { RunId } from '@pressrun/events'
import type { Head } from './lane.ts'

/** How much of a run is on its way, and how much may be. */
export type RunInFlight = { readonly tasks: number; readonly concurrency: number }

/** What runs have room for during one look. */
export type RunRoom = {
  /** Takes a place in the task's run, when there is one. */
  readonly take: (head: Head) => boolean
  /** The runs in which somebody found no place. */
  readonly full: ReadonlySet<RunId>
}

/** Runs of which nothing is told have nothing on their way that matters. */
export function runRoom(inFlight: ReadonlyMap<RunId, RunInFlight>): RunRoom {
  const taken = new Map<RunId, number>()
  const full = new Set<RunId>()
  return {
    full,
    take({ runId, concurrency }) {
      const now = taken.get(runId) ?? inFlight.get(runId)?.tasks ?? 0
      if (now >= concurrency) {
        full.add(runId)
        return false
      }
      taken.set(runId, now + 1)
      return true
    },
  }
}
