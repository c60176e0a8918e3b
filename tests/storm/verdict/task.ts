import type { TaskId, TaskStatus } from '@pressrun/events'
import type pg from 'pg'

/** A task as Pressrun reports it. */
export type TaskRecord = {
  readonly id: TaskId
  readonly status: TaskStatus
  /** The account's name, and the title of the run: together they identify its post. */
  readonly account: string
  readonly title: string
  readonly platform: string
  readonly error: string | null
  /** Its platform will be asked again. */
  readonly isLookedFor: boolean
}

export async function readTasks(pool: pg.Pool): Promise<TaskRecord[]> {
  const { rows } = await pool.query<TaskRecord>(
    `select tasks.id, tasks.status, accounts.name as account, runs.title, tasks.platform,
        tasks.error->>'code' as error,
        tasks.status = 'unconfirmed' and tasks.next_check_at is not null as "isLookedFor"
      from task_states tasks join runs on runs.id = tasks.run_id
        join accounts on accounts.id = tasks.account_id
      order by tasks.id`,
  )
  return rows
}
