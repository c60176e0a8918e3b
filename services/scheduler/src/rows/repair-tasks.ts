import { findMisplaced, repairMoves } from '@pressrun/db'
import type { RunId } from '@pressrun/events'
import type { Logger } from '@pressrun/runtime'
import type pg from 'pg'
import { DeferredIds } from '../periodic/deferred-ids.ts'

/** Tasks that are walked over at a time: some 50 ms of the database. */
const walkedMax = 10_000
/** The next part of a walk, which a million tasks that wait make a long one. */
const nextPartMs = 5_000

type Options = { readonly pool: pg.Pool; readonly log: Pick<Logger, 'warn' | 'error'> }

/** Walks over the tasks of runs that are not over, part by part. Returns when to go on; milliseconds. */
export type RepairTasks = (now: number) => Promise<number>

/**
 * Puts tasks right whose rows by which they move were deleted, doubled or changed: nobody else would ever touch them. Each
 * is logged; one that cannot be put right is named, and left alone for a while.
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
