import { taskIdsOf, type AccountId, type RunId, type TaskId } from '@pressrun/events'
import { query, type Database } from '@pressrun/db'

export type FailureGroup = {
  readonly code: string
  readonly platform: string
  readonly accountId: AccountId
  readonly count: number
  readonly taskIds: TaskId[]
}

/**
 * The failures of a run, grouped by error, place and account; most frequent first. All tasks of a group are counted,
 * the first `taskIdsMax` named.
 */
export function groupFailures(
  { pool }: Database,
  runId: RunId,
  taskIdsMax: number,
): Promise<FailureGroup[]> {
  const { first, last } = taskIdsOf(runId)
  return query<FailureGroup>(
    pool,
    `select error->>'code' as code, platform, account_id as "accountId", count(*) as count,
        (array_agg(id order by id))[1:$3] as "taskIds"
      from tasks
      where id between $1 and $2 and aside in ('failed', 'unconfirmed', 'held') and error is not null
      group by error->>'code', platform, account_id
      order by count(*) desc, error->>'code', platform, account_id`,
    [first, last, taskIdsMax],
  )
}
