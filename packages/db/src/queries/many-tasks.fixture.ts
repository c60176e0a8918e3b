import { randomFillSync } from 'node:crypto'
import { idMint, type AccountId, type ProjectId, type RunId, type TaskId } from '@pressrun/events'
import type pg from 'pg'
import { defaultProjectId } from '../ids.ts'
import { mint } from '../database.fixture.ts'

/** Of each kind of rarity as many tasks: the oldest ones, behind all others. */
export const rareCount = 5

const platforms = ['webhook', 'mastodon', 'bluesky', 'slack', 'wordpress', 'devto', 'feed']
const accountsCount = 200
const tasksOfRun = 100
const insertedAtOnce = 20_000
const start = Date.parse('2026-01-01T00:00:00Z')
const later = '2100-01-01T00:00:00Z'

type Account = {
  readonly id: AccountId
  readonly project: ProjectId
  readonly platform: string
  readonly status?: string
  readonly settings?: object
  readonly blockedUntil?: string
}
type Run = { readonly id: RunId; readonly status?: string; readonly concurrency?: number }
type Task = {
  readonly status: string
  readonly account?: Account
  readonly run?: Run
  readonly error?: object | null
  readonly eligibleAt?: string | null
  readonly inDoubt?: boolean
}

const error = (code: string) => ({ code, message: 'No.', class: 'rejected' })

/** What rarities are made of; filters and tests name them. */
export function rarities() {
  const project = mint('project')
  const account = (more: Partial<Account> = {}): Account => ({
    id: mint('account'),
    project: defaultProjectId,
    platform: 'webhook',
    ...more,
  })
  const run = (more: Partial<Run> = {}): Run => ({ id: mint('run'), ...more })
  const slack = account({ platform: 'slack' })
  const accounts = {
    plain: account(),
    ghost: account({ platform: 'ghost' }),
    foreign: account({ project }),
    slack,
    paused: account({ status: 'paused' }),
    held: account({ status: 'held' }),
    limited: account({ blockedUntil: later }),
    behindBreaker: account({ settings: { url: 'https://down.example/hook' } }),
    busy: account(),
    removed: account({ status: 'removed' }),
  }
  const runs = { plain: run(), paused: run({ status: 'paused' }), full: run({ concurrency: 1 }) }
  const tasks: Record<string, Task> = {
    planned: { status: 'planned' },
    held: { status: 'held' },
    toResolve: { status: 'unconfirmed', error: error('reset'), inDoubt: true },
    toReconcile: {
      status: 'unconfirmed',
      error: error('reset'),
      inDoubt: true,
      eligibleAt: later,
    },
    ofAccount: { status: 'published', account: accounts.plain },
    ofPlatform: { status: 'published', account: accounts.ghost },
    ofProject: { status: 'published', account: accounts.foreign },
    ofRun: { status: 'published', run: runs.plain },
    withCode: { status: 'failed', error: error('rare') },
    failedAtSlack: { status: 'cancelled', account: slack },
    scheduled: { status: 'queued', eligibleAt: later },
    backoff: { status: 'queued', eligibleAt: later, error: error('refused') },
    ofPausedRun: { status: 'queued', run: runs.paused },
    ofPausedAccount: { status: 'queued', account: accounts.paused },
    ofHeldAccount: { status: 'queued', account: accounts.held },
    ofLimitedAccount: { status: 'queued', account: accounts.limited },
    ofBreaker: { status: 'queued', account: accounts.behindBreaker },
    ofBusyAccount: { status: 'queued', account: accounts.busy },
    ofFullRun: { status: 'queued', run: runs.full },
    ofRemovedAccount: {
      status: 'unconfirmed',
      account: accounts.removed,
      error: error('reset'),
      inDoubt: true,
      eligibleAt: later,
    },
  }
  return { project, accounts, runs, tasks }
}

export type Rarities = ReturnType<typeof rarities>

/** Fills a database with so many tasks, most of them published; the oldest of them are rare. */
export async function insertManyTasks(pool: pg.Pool, count: number): Promise<Rarities> {
  const rare = rarities()
  const accounts = Array.from({ length: accountsCount }, (_, i): Account => {
    const platform = platforms[i % platforms.length] ?? 'feed'
    return { id: mint('account'), project: defaultProjectId, platform }
  })
  const runs = Array.from({ length: Math.ceil(count / tasksOfRun) }, (): Run => ({
    id: mint('run'),
  }))
  await insertAround(
    pool,
    rare,
    [...accounts, ...Object.values(rare.accounts)],
    [...runs, ...Object.values(rare.runs)],
  )
  const quiet = accounts.filter(({ platform }) => platform !== 'slack')
  const rows = function* (): Generator<Task> {
    for (const task of Object.values(rare.tasks)) for (let i = 0; i < rareCount; i++) yield task
    yield { status: 'running', account: rare.accounts.busy }
    yield { status: 'running', run: rare.runs.full }
    for (let i = 0; ; i++) yield ordinary(i)
  }
  const each = rows()
  for (let from = 0; from < count; from += insertedAtOnce) {
    const chunk = Array.from({ length: Math.min(insertedAtOnce, count - from) }, (_, offset) => {
      const i = from + offset
      const task = each.next().value as Task
      // Nothing at Slack is cancelled but what is rare.
      const usual = task.status === 'cancelled' ? quiet : accounts
      return {
        id: taskIdAt(i),
        account: usual[i % usual.length] ?? rare.accounts.plain,
        run: runs[Math.floor(i / tasksOfRun)] ?? rare.runs.plain,
        ...task,
      }
    })
    await insertTasks(pool, chunk, from)
  }
  await pool.query('vacuum analyze')
  return rare
}

/** A task is made each second. */
const taskIdAt = (second: number): TaskId =>
  idMint(() => start + second * 1_000, randomFillSync)('task')
export const instantAt = (second: number): string => new Date(start + second * 1_000).toISOString()

function ordinary(i: number): Task {
  if (i % 10 === 3) return { status: 'queued' }
  if (i % 25 === 7) return { status: 'failed', error: error('timeout') }
  if (i % 50 === 9) return { status: 'cancelled' }
  return { status: 'published' }
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
    `insert into breakers (remote, failures, open_until)
     select remote, 5, $1 from accounts where remote like '%down.example%'`,
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

type Whole = Task & Required<Pick<Task, 'account' | 'run'>> & { readonly id: TaskId }

async function insertTasks(pool: pg.Pool, tasks: readonly Whole[], from: number): Promise<void> {
  await pool.query(
    `insert into tasks (id, version, status, run_id, project_id, account_id, platform, ordinal,
       priority, attempt, spent, generation, due_at, eligible_at, in_doubt, error)
     select id, 1, status, run, project, account, platform, $9 + ordinality, 5, 0, 0, 1, now(),
       eligible_at, in_doubt, error::json
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
       $7::timestamptz[], $8::boolean[], $10::text[]) with ordinality
       as task (id, status, run, project, account, platform, eligible_at, in_doubt, error,
         ordinality)`,
    [
      tasks.map(({ id }) => id),
      tasks.map(({ status }) => status),
      tasks.map(({ run }) => run.id),
      tasks.map(({ account }) => account.project),
      tasks.map(({ account }) => account.id),
      tasks.map(({ account }) => account.platform),
      tasks.map(({ eligibleAt }) => eligibleAt ?? null),
      tasks.map(({ inDoubt }) => inDoubt ?? false),
      from,
      tasks.map((task) => (task.error ? JSON.stringify(task.error) : null)),
    ],
  )
}
