import type {
  AccountStatus,
  RunStatus,
  TaskId,
  UnconfirmedPolicy,
  Verification,
} from '@pressrun/events'
import type pg from 'pg'
import type { TaskRow } from '@pressrun/db'
import { taskColumns } from './task-columns.ts'

/** A task, and what decides whether it may be tried again. */
export type RetryRow = TaskRow & {
  readonly run_status: RunStatus
  readonly scheduled_at: string | null
  readonly account_status: AccountStatus
  readonly unconfirmed_policy: UnconfirmedPolicy
  /** Of the account; only told of an unconfirmed task. */
  readonly settings: Record<string, unknown> | null
  readonly verified: Verification | null
}

/** Those that are there, by id. */
export async function findRetryRows(
  client: pg.Pool | pg.ClientBase,
  ids: readonly TaskId[],
): Promise<Map<TaskId, RetryRow>> {
  const { rows } = await client.query<RetryRow>({
    name: 'find-retry-rows',
    text: `select ${taskColumns}, tasks.intent, tasks.retry_request, runs.status as run_status, runs.scheduled_at,
        accounts.status as account_status, accounts.unconfirmed_policy,
        case when tasks.status = 'unconfirmed' then accounts.settings end as settings, accounts.verified
      from task_states tasks join runs on runs.id = tasks.run_id
        join accounts on accounts.id = tasks.account_id
      where tasks.id = any($1::text[])`,
    values: [ids],
  })
  return new Map(rows.map((row) => [row.id, row]))
}
