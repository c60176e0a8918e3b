import assert from 'node:assert/strict'
import {
  commandHandler,
  defaultProjectId,
  keepSnapshot,
  openDatabase,
  processMint,
  type Handle,
} from '@pressrun/db'
import type {
  AccountId,
  ArticleId,
  Command,
  RunId,
  ScheduleId,
  ScheduleTerms,
} from '@pressrun/events'
import { nextInstant, ruleOf } from '@pressrun/time'
import { createDatabase } from '@pressrun/tests'
import type pg from 'pg'
import { fireDueSchedules, type SchedulesOptions } from './fire-due-schedules.ts'

const mint = processMint()
const snapshot = keepSnapshot({ title: 'Spring', body: 'It is here.' })

/** A database, a clock that stands still, and schedules on it. */
export type TestSchedules = AsyncDisposable & {
  readonly pool: pg.Pool
  readonly handle: Handle
  readonly clock: { now: number }
  readonly faults: unknown[]
  readonly options: SchedulesOptions
  readonly command: (command: Command) => Promise<void>
  readonly connect: () => Promise<AccountId>
  readonly keepArticle: (title: string) => Promise<ArticleId>
  /** A schedule that publishes every minute unless it is told otherwise. */
  readonly schedule: (terms?: Partial<ScheduleTerms>) => Promise<ScheduleId>
  /** Until nothing is due; answers when the next is. */
  readonly fire: () => Promise<number>
  readonly runs: () => Promise<Run[]>
  readonly show: (id: ScheduleId) => Promise<Shown>
}

type Run = {
  readonly id: RunId
  readonly at: string
  readonly status: string
  readonly tasks: number
}
type Shown = {
  readonly fired: number
  readonly skipped: number
  readonly failures: number
  readonly error: string | null
  readonly next: string | null
}

export const start = Date.parse('2026-03-01T09:00:00Z')

export async function openSchedules(): Promise<TestSchedules> {
  const stack = new AsyncDisposableStack()
  const { url } = stack.use(await createDatabase())
  const { pool } = stack.use(openDatabase({ url, connectionsMax: 4 }))
  await pool.query(snapshot.statement.text, [...snapshot.statement.values])
  const clock = { now: start }
  const now = () => clock.now
  const handle = commandHandler({ pool, mint, now })
  const faults: unknown[] = []
  const options = { pool, mint, now, failed: (cause: unknown) => void faults.push(cause) }
  const command = async (given: Command) => {
    const meta = { projectId: defaultProjectId, actor: 'test' }
    const { kind } = await handle({ command: given, meta })
    assert.equal(kind, 'events', given.type)
  }
  const connect = async () => {
    const accountId = mint('account')
    const account = { projectId: defaultProjectId, platform: 'webhook', name: accountId }
    await command({ type: 'ConnectAccount', accountId, ...account, settings: {}, limits: {} })
    return accountId
  }
  return {
    pool,
    handle,
    clock,
    faults,
    options,
    command,
    connect,
    async keepArticle(title) {
      const id = mint('article')
      await pool.query(
        `insert into articles (id, project_id, title, body, tags, created_at, updated_at)
         values ($1, $2, $3, 'It is here.', '[]', now(), now())`,
        [id, defaultProjectId, title],
      )
      return id
    },
    async schedule(changes = {}) {
      const terms = { ...everyMinute, accountIds: [await connect()], ...changes }
      const scheduleId = mint('schedule')
      const nextMs = nextInstant(ruleOf(terms), clock.now)
      const nextAt = nextMs === null ? null : new Date(nextMs).toISOString()
      const projectId = defaultProjectId
      await command({ type: 'CreateSchedule', scheduleId, projectId, terms, nextAt })
      return scheduleId
    },
    async fire() {
      let next: number
      do next = await fireDueSchedules(options)
      while (next <= clock.now)
      return next
    },
    async runs() {
      const { rows } = await pool.query<Run & { at: string }>(
        `select id, scheduled_at as at, status,
          (select count(*)::integer from tasks where run_id = runs.id and status = 'queued') as tasks
         from runs order by scheduled_at, id`,
      )
      return rows.map((row) => ({ ...row, at: row.at.slice(11, 16) }))
    },
    async show(id) {
      const { rows } = await pool.query<Shown>(
        `select fired, skipped, failures, last_error->>'code' as error, next_at as next
         from schedules where id = $1`,
        [id],
      )
      return rows[0] ?? assert.fail()
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

const everyMinute: ScheduleTerms = {
  name: null,
  cron: '* * * * *',
  timeZone: 'UTC',
  template: { kind: 'content', snapshot: snapshot.sha256, title: 'Spring' },
  accountIds: [],
  overrides: null,
  priority: 5,
  concurrency: 10,
  missed: 'latest',
  catchUpMinutes: 60,
  startAt: null,
  endAt: null,
}
