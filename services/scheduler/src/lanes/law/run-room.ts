import type { RunId, RunStatus } from '@pressrun/events'
import type { Head } from './lane.ts'

/** The tasks of a run go out only while it is in one of these; a completed one may get retries. */
export const sendingStatuses = ['running', 'completed'] as const satisfies readonly RunStatus[]

/** How much of a run is on its way, and how much may be. */
export type RunInFlight = {
  readonly status: RunStatus
  readonly tasks: number
  readonly concurrency: number
}

export type RunsInFlight = ReadonlyMap<RunId, RunInFlight>

/**
 * The runs that must wait for a task to come back. A run that sends nothing, as a paused one, is never
 * full: a lane that waited for it would be woken again and again.
 */
export const fullRuns = (inFlight: RunsInFlight): RunId[] =>
  [...inFlight].flatMap(([runId, { status, tasks, concurrency }]) =>
    sendingStatuses.some((one) => one === status) && tasks >= concurrency ? runId : [],
  )

/** What runs have room for during one look. */
export type RunRoom = {
  /** Takes a place in the task's run, when there is one. */
  readonly take: (head: Head) => boolean
  /** The runs in which some task found no place. */
  readonly full: ReadonlySet<RunId>
}

/** A run that is not listed has too few tasks to become full. */
export function runRoom(inFlight: RunsInFlight): RunRoom {
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
