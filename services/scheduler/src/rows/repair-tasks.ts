import { findMisplaced, repairMoves } from '@pressrun/db'
import type { RunId } from '@pressrun/events'
import type { Logger } from '@pressrun/runtime'
import type pg from 'pg'
import { DeferredIds } from '../periodic/deferred-ids.ts'

/** Tasks per part of a walk: some 50 ms of the database. */
const walkedMax = 10_000
/** The pause between two parts of a walk, which is long with a million waiting tasks. */
const nextPartMs = 5_000

type Options = { readonly pool: pg.Pool; readonly log: Pick<Logger, 'warn' | 'error'> }

/** Walks over the tasks of runs that are not over, part by part. Returns when the next part is due; milliseconds. */
export type RepairTasks = (now: number) => Promise<number>

/**
 * Repairs tasks whose queue rows were deleted, doubled or changed: nothing else would ever move them. Each is logged;
 * one beyond repair is named, and left alone for a while.
 */
export function taskRepairer({ pool, log }: Options): RepairTasks {
  const deferred = new DeferredIds()
  let after: RunId | null = null
  return async (now) => {
    const { misplaced, upTo } = await findMisplaced(pool, after, walkedMax)
    after = upTo
    const known = new Set(deferred.ids(now))
    const repaired = await repairMoves(
      pool,
      misplaced.filter((id) => !known.has(id)),
      now,
    )
    for (const { taskId, what } of repaired)
      if (what === 'differs') {
        deferred.add(taskId, now)
        log.error({ taskId }, 'the row of a task differs from the log: see `pressrun verify`')
      } else if (what !== 'nothing')
        log.warn({ taskId, what }, 'a task was put right whose rows were changed by hand')
    return upTo === null ? Infinity : now + nextPartMs
  }
}
