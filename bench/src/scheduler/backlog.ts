import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepSnapshot, logGuard, openDatabase, execute } from '@pressrun/db'
import { defaultProjectId } from '@pressrun/events'
import { migrate } from '@pressrun/db/migrate'
import type pg from 'pg'
import { Dispatcher } from '@pressrun/scheduler/testing'
import { startPostgres } from '../servers/postgres.ts'
import { round, type Figure } from './figure.ts'

const runs = 10
/** Passes before the clock runs: code and plans are warm then, with a small backlog as with a large one. */
const warmUpPasses = 5
const shareAimed = 0.9

/** How fast tasks go out, with a small and with a large backlog. */
export async function measureBacklog(scale: number): Promise<Figure[]> {
  const few = await dispatchRate(1_000, 7_000)
  const many = await dispatchRate(Math.round(100_000 * scale), 30_000 * scale)
  const share = many / few
  return [
    {
      name: `dispatch rate with ${100_000 * scale * runs} waiting (${round(many)}/s), of that with 10,000 (${round(few)}/s)`,
      aim: `>= ${shareAimed}`,
      measured: String(Math.round(share * 100) / 100),
      holds: share >= shareAimed,
    },
  ]
}

async function dispatchRate(accounts: number, tasks: number): Promise<number> {
  await using stack = new AsyncDisposableStack()
  const directory = mkdtempSync(join(tmpdir(), 'pressrun-bench-backlog-'))
  stack.defer(() => rmSync(directory, { recursive: true, force: true }))
  const postgres = await startPostgres(join(directory, 'postgres'))
  stack.defer(() => postgres.stop())
  await migrate(postgres.url)
  const { pool } = stack.use(openDatabase({ url: postgres.url, connectionsMax: 2 }))
  await fill(pool, accounts)
  const guard = logGuard({ pool, witnesses: async () => [] })
  const dispatcher = stack.use(new Dispatcher({ url: postgres.url, guard, now: Date.now }))
  // The first pass loads the state, which happens once in the life of a dispatcher.
  const startedAt = performance.now()
  await dispatcher.pass()
  sayLoaded(accounts, performance.now() - startedAt)
  for (let passes = 0; passes < warmUpPasses; passes++) {
    await comeBack(pool)
    await dispatcher.pass()
  }
  await comeBack(pool)
  let dispatched = 0
  let ms = 0
  while (dispatched < tasks) {
    const startedAt = performance.now()
    const pass = await dispatcher.pass()
    ms += performance.now() - startedAt
    dispatched += pass.tasks
    await comeBack(pool)
  }
  return dispatched / (ms / 1_000)
}

function sayLoaded(accounts: number, ms: number): void {
  const megabytes = Math.round(process.memoryUsage().heapUsed / 1e6)
  process.stdout.write(
    `${accounts} accounts with something queued: taken over in ${Math.round(ms)} ms, heap ${megabytes} MB\n`,
  )
}

/** Rows as the domain would leave them, made by the database itself: a million commands would take long. */
async function fill(pool: pg.Pool, accounts: number): Promise<void> {
  const { sha256, statement } = keepSnapshot({ title: 'Bench', body: 'Bench' })
  await execute(pool, statement.text, statement.values)
  await pool.query(
    `insert into accounts
      (id, version, status, project_id, platform, name, settings, limits, created_at)
      select 'account_' || lpad(n::text, 26, '0'), 1, 'active', $1, 'webhook', n,
        '{"url":"http://127.0.0.1/"}', '{}', now() from generate_series(1, $2::integer) n`,
    [defaultProjectId, accounts],
  )
  await pool.query(
    `insert into runs (id, version, status, project_id, snapshot, title, task_count, priority,
        concurrency, created_at, meta)
      select 'run_' || lpad(n::text, 22, '0') || '0000', 1, 'running', $1, $2, 'Bench', $3::integer, 5, 1000,
        now(), '{}' from generate_series(1, $4::integer) n`,
    [defaultProjectId, sha256, accounts, runs],
  )
  await pool.query(
    `with planned as (
      insert into tasks (id, version, status, run_id, project_id, account_id, platform, priority, attempt,
          counted_attempts, generation, due_at, in_doubt)
        select 'task_' || lpad(r::text, 22, '0') || ${base32('n')}, 0, 'queued',
          'run_' || lpad(r::text, 22, '0') || '0000', $1, 'account_' || lpad(n::text, 26, '0'), 'webhook',
          5, 0, 0, 1, date_trunc('milliseconds', now()), false
        from generate_series(1, $2::integer) r, generate_series(1, $3::integer) n
        returning account_id, priority, due_at, id, version, attempt, generation)
    insert into queue (account_id, priority, due_at, task_id, version, attempt, generation)
      select * from planned`,
    [defaultProjectId, runs, accounts],
  )
  await pool.query('vacuum analyze')
  await pool.query('checkpoint')
}

/** A task's number within the run, at the end of its id. */
const base32 = (n: string) =>
  [15, 10, 5, 0]
    .map((bits) => `substr('0123456789abcdefghjkmnpqrstvwxyz', ((${n} >> ${bits}) & 31) + 1, 1)`)
    .join(' || ')

/** Marks what is in flight as published, as far as the dispatcher can see. */
const comeBack = (pool: pg.Pool) =>
  pool.query(
    `with gone as (delete from running returning *), back as (
        update tasks set status = 'published', version = gone.version + 1, attempt = gone.attempt
        from gone where tasks.id = gone.task_id
        returning tasks.id, tasks.account_id, run_id, tasks.version, tasks.attempt
      ), chunk as (
        select row_number() over () as ordinal, count(*) as length,
          sum(count(*)) over (order by place) as until,
          json_agg(json_build_object('stream', id, 'version', version, 'data',
            json_build_object('accountId', account_id, 'runId', run_id, 'attempt', attempt))) as data
        from (select *, (row_number() over () - 1) / 64 as place from back) placed group by place
      ), head as (
        update log_head set seq = seq + (select count(*) from chunk),
          position = position + (select count(*) from back)
        returning seq - (select count(*) from chunk) as seq,
          position - (select count(*) from back) as position
      )
      insert into log (seq, first, last, subject, schema_version, meta, at, about, data)
      select head.seq + ordinal, head.position + until - length + 1, head.position + until,
        'pressrun.events.task.TaskPublished', 1, '{}', now(), '{}', data
      from chunk, head`,
  )
