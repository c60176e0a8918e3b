import type {
  AccountStatus,
  RunStatus,
  TaskId,
  TaskState,
  UnconfirmedPolicy,
  Verification,
} from '@pressrun/events'
import type pg from 'pg'
import { query, taskColumns } from '@pressrun/db'

/** A task, and what decides whether it may be retried. */
export type RetryRow = TaskState & {
  readonly runStatus: RunStatus
  readonly scheduledAt: string | null
  readonly accountStatus: AccountStatus
  readonly unconfirmedPolicy: UnconfirmedPolicy
  /** Of the account; only given for an unconfirmed task. */
  readonly settings: Record<string, unknown> | null
  readonly verified: Verification | null
}

/** The existing ones, by id. */
export async function findRetryRows(
  client: pg.Pool | pg.ClientBase,
  ids: readonly TaskId[],
): Promise<Map<TaskId, RetryRow>> {
  const rows = await query<RetryRow>(
    client,
    `select ${taskColumns('tasks.')}, runs.status as "runStatus",
        runs.scheduled_at as "scheduledAt", accounts.status as "accountStatus",
        accounts.unconfirmed_policy as "unconfirmedPolicy",
        case when tasks.status = 'unconfirmed' then accounts.settings end as settings, accounts.verified
      from task_states tasks join runs on runs.id = tasks.run_id
        join accounts on accounts.id = tasks.account_id
      where tasks.id = any($1::text[])`,
    [ids],
  )
  return new Map(rows.map((row) => [row.id, row]))
}
