import {
  idMint,
  type AccountId,
  type ProjectId,
  type RunId,
  type TaskId,
  type TaskStatus,
} from '@pressrun/events'
import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { Schema } from '../schema/index.ts'

export type TaskFilter = {
  readonly status?: TaskStatus | undefined
  readonly platform?: string | undefined
  readonly accountId?: AccountId | undefined
  readonly projectId?: ProjectId | undefined
  readonly runId?: RunId | undefined
  /** Of the error it ended in, or waits after. */
  readonly code?: string | undefined
  /** Instants. A task is as old as its id says. */
  readonly createdAfter?: string | undefined
  readonly createdBefore?: string | undefined
}

/** What has to be so of a task that the filter lets through. */
export function matching(
  row: ExpressionBuilder<Schema, 'tasks'>,
  filter: TaskFilter,
): Expression<SqlBool>[] {
  const { status, platform, accountId, projectId, runId, code } = filter
  const { createdAfter, createdBefore } = filter
  return [
    ...(status ? [row('status', '=', status)] : []),
    ...(platform === undefined ? [] : [row('platform', '=', platform)]),
    ...(accountId ? [row('account_id', '=', accountId)] : []),
    ...(projectId ? [row('project_id', '=', projectId)] : []),
    ...(runId ? [row('run_id', '=', runId)] : []),
    ...(code === undefined ? [] : [sql<SqlBool>`error->>'code' = ${code}`]),
    ...(createdAfter ? [row('id', '>=', firstIdOf(createdAfter))] : []),
    ...(createdBefore ? [row('id', '<', firstIdOf(createdBefore))] : []),
  ]
}

/** Ids begin with the time they were made at: no id of that millisecond sorts before this one. */
const firstIdOf = (instant: string): TaskId =>
  idMint(
    () => Date.parse(instant),
    (bytes) => bytes.fill(0),
  )('task')
