import { sendingStatuses, type RunId, type RunStatus } from '@pressrun/events'
import type { Head } from './lane.ts'

/** How many tasks of a run are in flight, and how many may be. */
export type RunInFlight = {
  readonly status: RunStatus
  readonly tasks: number
  readonly concurrency: number
}

export type RunsInFlight = ReadonlyMap<RunId, RunInFlight>

/**
 * The runs that cannot send until one of their attempts ends. A run that does not send, such as a paused
 * one, is never full: a lane that waited for it would be woken again and again.
 */
export const fullRuns = (inFlight: RunsInFlight): RunId[] =>
  [...inFlight].flatMap(([runId, { status, tasks, concurrency }]) =>
    sendingStatuses.some((one) => one === status) && tasks >= concurrency ? runId : [],
  )

/** The places that are free in runs during one look. */
export type RunRoom = {
  /** Takes a place in the task's run, if there is one. */
  readonly take: (head: Head) => boolean
  /** The runs in which some task found no place. */
  readonly full: ReadonlySet<RunId>
}

/** A run without an entry has too few tasks to become full. */
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
