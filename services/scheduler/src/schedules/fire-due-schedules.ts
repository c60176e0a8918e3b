import { isLostConnection } from '@pressrun/db'
import type { ScheduleId } from '@pressrun/events'
import type pg from 'pg'
import { fireBatch, type FiringOptions } from './fire-batch.ts'

export type SchedulesOptions = FiringOptions & {
  /** Told of a schedule that could not be fired for a reason of ours. */
  readonly failed: (cause: unknown, scheduleId: ScheduleId) => void
}

/** Schedules that share a transaction at most. */
const batchMax = 20

/** Before it answers that there is more: tasks want their turn, too. */
const roundsMax = 4

/** What is still due afterwards has another scheduler at it, or cannot even be told to have failed. */
const lookAgainMs = 1_000

/**
 * Fires every schedule that is due and answers when the next one is (milliseconds, Infinity: none). It
 * goes by what the rows say now: whoever died in the middle, nothing is lost and nothing done twice.
 */
export async function fireDueSchedules(options: SchedulesOptions): Promise<number> {
  for (let rounds = 0; ; rounds++) {
    if (rounds === roundsMax) return options.now()
    const fired = await fireBatch(options, batchMax).catch((cause: unknown) =>
      oneByOne(options, cause),
    )
    if (fired.length === 0) break
  }
  const nextMs = await nextDue(options.pool)
  const now = options.now()
  return nextMs <= now ? now + lookAgainMs : nextMs
}

/** A batch that fails as a whole is tried again one by one, so that one schedule fails only itself. */
async function oneByOne(options: SchedulesOptions, cause: unknown): Promise<ScheduleId[]> {
  if (isLostConnection(cause)) throw cause
  const fired: ScheduleId[] = []
  for (const id of await listDue(options))
    try {
      fired.push(...(await fireAlone(options, id)))
    } catch (fault) {
      if (isLostConnection(fault)) throw fault
      options.failed(fault, id)
    }
  return fired
}

async function fireAlone(options: SchedulesOptions, id: ScheduleId): Promise<ScheduleId[]> {
  try {
    return await fireBatch(options, 1, [id])
  } catch (fault) {
    if (isLostConnection(fault)) throw fault
    options.failed(fault, id)
    return fireBatch(options, 1, [id], async () => ofOurs)
  }
}

/** What is wrong is in our log, not for everybody to read. */
const ofOurs = {
  kind: 'failed',
  code: 'internal',
  message: 'Something went wrong here; the log of the scheduler says more.',
} as const

async function listDue({ pool, now }: SchedulesOptions): Promise<ScheduleId[]> {
  const { rows } = await pool.query<{ id: ScheduleId }>({
    name: 'ids-of-due-schedules',
    text: 'select id from schedules where next_at <= $1 order by next_at limit $2',
    values: [new Date(now()).toISOString(), batchMax],
  })
  return rows.map((row) => row.id)
}

async function nextDue(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ next: string | null }>({
    name: 'next-schedule',
    text: 'select min(next_at) as next from schedules where next_at is not null',
  })
  return rows[0]?.next ? Date.parse(rows[0].next) : Infinity
}
