import type { RunId } from '@pressrun/events'
import type { Head } from './lane.ts'

/** How much of a run is on its way, and how much may be. */
export type RunInFlight = { readonly tasks: number; readonly concurrency: number }

/** What runs have room for during one look. */
export type RunRoom = {
  /** Takes a place in the task's run, when there is one. */
  readonly take: (head: Head) => boolean
}

export function runRoom(inFlight: ReadonlyMap<RunId, RunInFlight>): RunRoom {
  const taken = new Map<RunId, number>()
  return {
    take({ runId, concurrency }) {
      const now = taken.get(runId) ?? inFlight.get(runId)?.tasks ?? 0
      if (now >= concurrency) return false
      taken.set(runId, now + 1)
      return true
    },
  }
}
