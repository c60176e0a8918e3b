import assert from 'node:assert/strict'
import {
  defaultProjectId,
  type ArticleId,
  type RunId,
  type ScheduleId,
  type ScheduleTerms,
} from '@pressrun/events'
import { nextInstant, ruleOf } from '@pressrun/time'
import { newId, openWorld, snapshot, type TestWorld } from '../world.fixture.ts'
import { fireDueSchedules, type SchedulesOptions } from './fire-due-schedules.ts'

/** A scheduler's environment, with schedules. */
export type TestSchedules = TestWorld & {
  readonly faults: unknown[]
  readonly options: SchedulesOptions
  readonly keepArticle: (title: string) => Promise<ArticleId>
  /** A schedule that publishes every minute unless its terms differ. */
  readonly schedule: (terms?: Partial<ScheduleTerms>) => Promise<ScheduleId>
  /** Fires until nothing is due; returns when the next is. */
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
  readonly skip: string | null
  readonly failures: number
  readonly error: string | null
  readonly next: string | null
}

export async function openSchedules(): Promise<TestSchedules> {
  const world = await openWorld()
  const { pool, guard, clock, command, connect } = world
  const now = () => clock.now
  const faults: unknown[] = []
  const options = { pool, guard, now, failed: (cause: unknown) => void faults.push(cause) }
  return {
    ...world,
    faults,
    options,
    async keepArticle(title) {
      const id = newId('article')
      await pool.query(
        `insert into articles (id, project_id, title, body, tags, created_at, updated_at)
         values ($1, $2, $3, 'It is here.', '[]', now(), now())`,
        [id, defaultProjectId, title],
      )
      return id
    },
    async schedule(changes = {}) {
      const terms = { ...everyMinute, accountIds: [await connect()], ...changes }
      const scheduleId = newId('schedule')
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
        `select fired, skipped, last_skip->>'reason' as skip, failures, last_error->>'code' as error, next_at as next
         from schedules where id = $1`,
        [id],
      )
      return rows[0] ?? assert.fail()
    },
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
