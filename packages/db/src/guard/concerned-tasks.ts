import { subjectOf, type EventMeta, type TaskId, type TaskStatus } from '@pressrun/events'
import type pg from 'pg'
import type { FoundRestore } from './guard-row.ts'

/**
 * SQL: the task may have gone out since the restored state was made. It existed then ($1 is the head of the log when
 * the restore was found), it was due, and nothing says that it is over. A run that was made afterwards is not
 * concerned.
 */
const mayHaveGoneOut = `tasks.status in ('queued', 'running', 'held')
  and (tasks.status = 'running' or tasks.due_at <= now())
  and tasks.run_id not in (select event->>'stream' from log, json_array_elements(data::json) as event
    where subject = '${subjectOf('RunCreated')}' and last > $1)`

type ConcernedTask = {
  readonly id: TaskId
  readonly platform: string
  readonly account: string
  readonly status: TaskStatus
  readonly title: string
}

export type Concerned = {
  /** How many may have gone out, by platform. */
  readonly byPlatform: readonly { readonly platform: string; readonly tasks: number }[]
  /** The first of them. */
  readonly tasks: readonly ConcernedTask[]
  /** How many are scheduled for later, or in runs that were not started: they go on as planned. */
  readonly later: number
}

/** Returns the tasks that a restore concerns, in the order in which they were planned. */
export async function listConcerned(
  pool: pg.Pool,
  { position }: FoundRestore,
  limit: number,
): Promise<Concerned> {
  const [counts, tasks, later] = await Promise.all([
    pool.query<{ platform: string; tasks: number }>(
      `select platform, count(*)::integer as tasks from task_states as tasks where ${mayHaveGoneOut}
        group by platform order by platform`,
      [position],
    ),
    pool.query<ConcernedTask>(
      `select tasks.id, tasks.platform, accounts.name as account, tasks.status, runs.title
        from task_states as tasks join runs on runs.id = tasks.run_id join accounts on accounts.id = tasks.account_id
        where ${mayHaveGoneOut} order by tasks.id limit $2`,
      [position, limit],
    ),
    pool.query<{ tasks: number }>(
      `select count(*)::integer as tasks from tasks
        where status = 'planned' or (status in ('queued', 'held') and due_at > now())`,
    ),
  ])
  return { byPlatform: counts.rows, tasks: tasks.rows, later: later.rows[0]?.tasks ?? 0 }
}

/** Some of the concerned tasks, with the meta data of their runs: the first `limit` after a task. */
export async function nextConcerned(
  pool: pg.Pool,
  position: number,
  after: TaskId | undefined,
  limit: number,
): Promise<{ readonly id: TaskId; readonly meta: EventMeta }[]> {
  const { rows } = await pool.query<{ id: TaskId; meta: EventMeta }>(
    `select tasks.id, runs.meta from task_states as tasks join runs on runs.id = tasks.run_id
      where tasks.id > $3 and ${mayHaveGoneOut} order by tasks.id limit $2`,
    [position, limit, after ?? ''],
  )
  return rows
}
