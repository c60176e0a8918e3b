import { isDatabaseFault, query, retryConflicts } from '@pressrun/db'
import type { ScheduleId } from '@pressrun/events'
import type pg from 'pg'
import { fireBatch, type FiringOptions } from './fire-batch.ts'

export type SchedulesOptions = FiringOptions & {
  /** Called when a fault kept a schedule, or (without an id) a batch of them, from firing. */
  readonly failed: (cause: unknown, scheduleId?: ScheduleId) => void
}

/** Schedules that share a transaction at most. */
const batchMax = 20

/** What is still due is locked by another scheduler, or its failure could not be recorded. */
const checkAgainMs = 1_000

/**
 * Fires due schedules and returns when to run next (milliseconds, Infinity: none is left): at once while there are
 * more, so that dispatching goes on in between. The rows alone decide, so a scheduler that dies in the middle loses
 * nothing and repeats nothing.
 */
export async function fireDueSchedules(options: SchedulesOptions): Promise<number> {
  const dueMs = await nextDue(options.pool)
  if (dueMs > options.now()) return dueMs
  const fired = await fireBatch(options, batchMax).catch((cause: unknown) =>
    individually(options, cause),
  )
  const nextMs = await nextDue(options.pool)
  const now = options.now()
  if (nextMs > now) return nextMs
  return fired.length > 0 ? now : now + checkAgainMs
}

/** A batch that fails as a whole is repeated one by one, so that one schedule fails only itself. */
async function individually(options: SchedulesOptions, cause: unknown): Promise<ScheduleId[]> {
  if (isDatabaseFault(cause)) throw cause
  options.failed(cause)
  const fired: ScheduleId[] = []
  for (const id of await listDue(options))
    try {
      fired.push(...(await fireAlone(options, id)))
    } catch (fault) {
      if (isDatabaseFault(fault)) throw fault
      options.failed(fault, id)
    }
  return fired
}

async function fireAlone(options: SchedulesOptions, id: ScheduleId): Promise<ScheduleId[]> {
  try {
    return await retryConflicts(() => fireBatch(options, 1, [id]))
  } catch (fault) {
    if (isDatabaseFault(fault)) throw fault
    options.failed(fault, id)
    return fireBatch(options, 1, [id], async () => ofOurs)
  }
}

/** The cause belongs in our log, not in an API response. */
const ofOurs = {
  kind: 'failed',
  code: 'internal',
  message: 'Something went wrong here; the log of the scheduler says more.',
} as const

async function listDue({ pool, now }: SchedulesOptions): Promise<ScheduleId[]> {
  const rows = await query<{ id: ScheduleId }>(
    pool,
    'select id from schedules where next_at <= $1 order by next_at desc limit $2',
    [new Date(now()).toISOString(), batchMax],
  )
  return rows.map((row) => row.id)
}

async function nextDue(pool: pg.Pool): Promise<number> {
  const rows = await query<{ next: string | null }>(
    pool,
    'select min(next_at) as next from schedules where next_at is not null',
  )
  return rows[0]?.next ? Date.parse(rows[0].next) : Infinity
}
