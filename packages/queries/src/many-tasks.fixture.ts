import { taskIdOf, defaultProjectId, type RunId, type TaskId } from '@pressrun/events'
import type pg from 'pg'
import { newId } from '@pressrun/db/testing'
import {
  error,
  later,
  rareCount,
  rarities,
  runAt,
  type Account,
  type Rarities,
  type Run,
  type Task,
} from './rare-tasks.fixture.ts'

const accountsCount = 200
const platforms = ['webhook', 'mastodon', 'bluesky', 'slack', 'wordpress', 'devto', 'feed']
const tasksOfRun = 100
const insertedAtOnce = 20_000

/** The fate of most tasks in the older half, and in the newer one. */
type Usual = readonly ['published' | 'queued', 'published' | 'queued']

export const worlds: Readonly<Record<string, Usual>> = {
  'mostly published': ['published', 'published'],
  'mostly queued': ['queued', 'queued'],
  'queued after many that were published': ['published', 'queued'],
  'queued before many that were published': ['queued', 'published'],
}

/** Fills a database with so many tasks; the oldest of them are rare. */
export async function insertManyTasks(
  pool: pg.Pool,
  count: number,
  usual: Usual = ['published', 'published'],
): Promise<Rarities> {
  const rare = rarities()
  const accounts = Array.from({ length: accountsCount }, (_, i): Account => {
    const platform = platforms[i % platforms.length] ?? 'feed'
    return { id: newId('account'), project: defaultProjectId, platform }
  })
  const tasks = [...rare.tasks, ...ordinaryTasks(rare.tasks.length, count, usual)]
  const runs = new Set(tasks.map(({ run }) => run))
  await insertAround(pool, rare, [...accounts, ...Object.values(rare.accounts)], [...runs])
  const quiet = accounts.filter(({ platform }) => platform !== 'slack')
  const places = new Map<RunId, number>()
  for (let from = 0; from < count; from += insertedAtOnce) {
    const chunk = tasks.slice(from, from + insertedAtOnce).map((task, offset): Whole => {
      const place = places.get(task.run.id) ?? 0
      places.set(task.run.id, place + 1)
      // At Slack only the rare tasks are cancelled.
      const those = task.status === 'cancelled' ? quiet : accounts
      const account = those[mixed(from + offset) % those.length] ?? rare.accounts.plain
      return { account, ...task, id: taskIdOf(task.run.id, place) }
    })
    await insertTasks(pool, chunk)
  }
  await pool.query(enterLanes)
  await pool.query(tellPublished)
  await pool.query('vacuum analyze')
  return rare
}

/** So that each account has tasks in every status. */
const mixed = (i: number) => i * 7 + Math.floor(i / 31)

function* ordinaryTasks(from: number, count: number, usual: Usual): Generator<Task> {
  let run: Run | undefined
  // The last run is a small one.
  const last = count - rareCount
  for (let i = from; i < count; i++) {
    if (!run || i % tasksOfRun === 0 || i === last) run = runAt(i)
    yield { ...ordinary(i, usual[0] === usual[1], usual[i < count / 2 ? 0 : 1]), run }
  }
}

function ordinary(i: number, isMixed: boolean, status: string): Omit<Task, 'run'> {
  if (isMixed && i % 10 === 3) return { status: 'queued' }
  if (i % 25 === 7) return { status: 'failed', error: error('timeout') }
  if (i % 50 === 9) return { status: 'cancelled' }
  return { status }
}

async function insertAround(
  pool: pg.Pool,
  { project }: Rarities,
  accounts: readonly Account[],
  runs: readonly Run[],
): Promise<void> {
  await pool.query(`insert into projects (id, name, created_at) values ($1, $1, now())`, [project])
  await pool.query(
    `insert into accounts (id, version, status, project_id, platform, name, settings, limits,
       blocked_until, created_at)
     select id, 1, status, project, platform, id, settings::json, '{}', blocked_until, now()
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
       as account (id, status, project, platform, settings, blocked_until)`,
    [
      accounts.map(({ id }) => id),
      accounts.map(({ status }) => status ?? 'active'),
      accounts.map((one) => one.project),
      accounts.map(({ platform }) => platform),
      accounts.map(({ settings }) => JSON.stringify(settings ?? {})),
      accounts.map(({ blockedUntil }) => blockedUntil ?? null),
    ],
  )
  await pool.query(
    `insert into breakers (upstream, failures, open_until)
     select upstream, 5, $1 from accounts where upstream like '%down.example%'`,
    [later],
  )
  await pool.query(
    `insert into snapshots (sha256, content) values ('many', '{"title": "", "body": ""}')`,
  )
  await pool.query(
    `insert into runs (id, version, status, project_id, snapshot, title, task_count, priority,
       concurrency, created_at, meta)
     select id, 1, status, $4, 'many', 'Spring', 1, 5, concurrency, now(),
       json_build_object('projectId', $4::text, 'actor', 'test')
     from unnest($1::text[], $2::text[], $3::integer[]) as run (id, status, concurrency)`,
    [
      runs.map(({ id }) => id),
      runs.map(({ status }) => status ?? 'running'),
      runs.map(({ concurrency }) => concurrency ?? 1_000),
      defaultProjectId,
    ],
  )
}

type Whole = Task & { readonly account: Account; readonly id: TaskId }

/** What is on its way is queued in its own row. */
async function insertTasks(pool: pg.Pool, tasks: readonly Whole[]): Promise<void> {
  await pool.query(
    `insert into tasks (id, version, status, run_id, project_id, account_id, platform, priority,
       attempt, counted_attempts, generation, due_at, not_before, next_check_at, in_doubt, error)
     select id, 1, case status when 'running' then 'queued' else status end, run, project, account,
       platform, 5, case when error is null then 0 else 1 end, 0, 1, now(), not_before, next_check_at, in_doubt,
       error::json
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
       $7::timestamptz[], $8::timestamptz[], $9::boolean[], $10::text[])
       as task (id, status, run, project, account, platform, not_before, next_check_at, in_doubt, error)`,
    [
      tasks.map(({ id }) => id),
      tasks.map(({ status }) => status),
      tasks.map(({ run }) => run.id),
      tasks.map(({ account }) => account.project),
      tasks.map(({ account }) => account.id),
      tasks.map(({ account }) => account.platform),
      tasks.map(({ notBefore }) => notBefore ?? null),
      tasks.map(({ nextCheckAt }) => nextCheckAt ?? null),
      tasks.map(({ inDoubt }) => inDoubt ?? false),
      tasks.map((task) => (task.error ? JSON.stringify(task.error) : null)),
    ],
  )
  await pool.query(
    `insert into running (task_id, account_id, version, attempt, attempt_at, generation,
       cancel_requested)
     select id, account_id, 2, 1, now(), 1, false from tasks where id = any($1::text[])`,
    [tasks.flatMap(({ id, status }) => (status === 'running' ? [id] : []))],
  )
}

const enterLanes = `
with waiting as (
  select not_before, account_id, priority, due_at, id, version, attempt, generation from tasks
  where status = 'queued' and not exists (select from running where task_id = tasks.id)
), queued as (
  insert into queue (account_id, priority, due_at, task_id, version, attempt, generation)
  select account_id, priority, due_at, id, version, attempt, generation from waiting
  where not_before is null
)
insert into timed (not_before, account_id, priority, due_at, task_id, version, attempt, generation)
select * from waiting where not_before is not null`

/** The part of the log that the lists read. */
const tellPublished = `
with published as (
  select id, row_number() over (order by id) - 1 as place from tasks where status = 'published'
), chunk as (
  select place / 64 as chunk, min(place) + 1 as first, max(place) + 1 as last,
    json_agg(json_build_object('stream', id, 'version', 2, 'data', json_build_object()))::text as data
  from published group by 1
)
insert into log (seq, first, last, subject, schema_version, meta, at, about, data)
select chunk + 1, first, last, 'pressrun.events.task.TaskPublished', 1, '{}', now(), '{}', data from chunk`
