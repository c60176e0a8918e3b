import { execute, query, transact, type Rows } from '@pressrun/db'
import { toInstant } from '@pressrun/events'
import { nextInstant } from '@pressrun/time'
import type pg from 'pg'

/** Does what there is to do, and returns how much that was. It only issues commands, so it is quick. */
export type SystemJob = (now: number) => Promise<number>

/** By name. Jobs that are not among them belong to others. */
export type SystemJobs = Readonly<Record<string, SystemJob>>

export type JobsOptions = {
  readonly pool: pg.Pool
  readonly jobs: SystemJobs
  readonly now: () => number
  readonly failed: (cause: unknown, job: string) => void
}

type Row = Pick<Rows['systemJobs'], 'name' | 'cron' | 'timeZone' | 'nextAt'>

/**
 * Runs the jobs that are due, each in one scheduler at a time, and returns when the next one is (milliseconds,
 * Infinity: none). A missed job runs once. A failed job is logged, and runs again at its next due time.
 */
export async function doDueJobs(options: JobsOptions): Promise<number> {
  const { now } = options
  const listed = await listNext(options)
  const due = listed.filter(({ nextMs }) => nextMs <= now())
  for (const { name } of due) await doIfDue(options, name)
  const next = due.length > 0 ? await listNext(options) : listed
  const at = now()
  // What is still due is locked by another scheduler.
  return Math.min(...next.map(({ nextMs }) => (nextMs > at ? nextMs : at + checkAgainMs)))
}

async function listNext({ pool, jobs }: JobsOptions): Promise<{ name: string; nextMs: number }[]> {
  const rows = await query<Pick<Row, 'name' | 'nextAt'>>(
    pool,
    `select name, next_at as "nextAt" from system_jobs where status = 'active' and name = any($1::text[])`,
    [Object.keys(jobs)],
  )
  return rows.map((row) => ({ name: row.name, nextMs: Date.parse(row.nextAt) }))
}

function doIfDue({ pool, jobs, now, failed }: JobsOptions, name: string): Promise<void> {
  return transact(pool, async (client) => {
    const startedMs = now()
    const job = await lockIfDue(client, name, startedMs)
    if (!job) return
    const done = await attempt(async () => (await jobs[name]?.(startedMs)) ?? 0)
    if ('cause' in done) failed(done.cause, name)
    const { cron, timeZone } = job
    // Its rule always has a next instant: one without is refused when set.
    const nextMs = nextInstant({ cron, timeZone }, startedMs) ?? startedMs + dayMs
    await execute(client, keepJob, [
      name,
      toInstant(nextMs),
      toInstant(startedMs),
      Math.max(0, startedMs - Date.parse(job.nextAt)),
      Math.max(0, now() - startedMs),
      'result' in done ? done.result : null,
      'cause' in done ? JSON.stringify(ofOurs) : null,
    ])
  })
}

const keepJob = `update system_jobs set next_at = $2, last_at = $3, last_lateness_ms = $4,
    last_duration_ms = $5, last_result = $6, last_error = $7,
    failures = case when $7::json is null then 0 else failures + 1 end where name = $1`

const checkAgainMs = 1_000
const dayMs = 24 * 3_600_000

/** A scheduler that stalls in the middle of a job loses its lock after this. */
const stalledAfterMs = 60_000

/** The details belong in our log, not in an API response. */
const ofOurs = {
  code: 'internal',
  message: 'Something went wrong here; the log of the scheduler says more.',
}

async function lockIfDue(
  client: pg.ClientBase,
  name: string,
  now: number,
): Promise<Omit<Row, 'name'> | undefined> {
  const rows = await query<Omit<Row, 'name'>>(
    client,
    `select cron, time_zone as "timeZone", next_at as "nextAt",
        set_config('idle_in_transaction_session_timeout', '${stalledAfterMs}', true)
      from system_jobs where name = $1 and status = 'active' and next_at <= $2
      for update skip locked`,
    [name, toInstant(now)],
  )
  return rows[0]
}

const attempt = <Result>(work: () => Promise<Result>) =>
  work().then(
    (result) => ({ result }),
    (cause: unknown) => ({ cause }),
  )
