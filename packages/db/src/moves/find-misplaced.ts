import { query } from '../table/query.ts'
import type { RunId, TaskId } from '@pressrun/events'
import type pg from 'pg'
import { isTaskOf } from '../ids-in-sql.ts'

export type Walked = {
  readonly misplaced: readonly TaskId[]
  /** The last run that was walked; null at the end. */
  readonly upTo: RunId | null
}

/**
 * Walks over the tasks of runs that are not over, from the run after `after`, and returns those that have no row by
 * which they move although they wait or are on their way, those that have two, those that have one at rest, and those
 * in the queue ahead of their time. It ends with the run that brings it to `limit` tasks, and reads the keys of three
 * tables for each.
 */
export async function findMisplaced(
  pool: pg.Pool,
  after: RunId | null,
  limit: number,
): Promise<Walked> {
  const rows = await query<{ id: TaskId; upTo: null } | { id: null; upTo: RunId | null }>(
    pool,
    walk,
    [after ?? '', limit],
  )
  return {
    misplaced: rows.flatMap(({ id }) => id ?? []),
    upTo: rows.find(({ upTo }) => upTo !== null)?.upTo ?? null,
  }
}

const openRuns = (where: string) =>
  `(select id, task_count from runs where ${where} and id > $1 order by id limit $2)`

const has = (table: string, where: string) =>
  `(select count(*) from (select from ${table} where ${where} limit 1) one)`

/** A run that was cancelled may have tasks that wait until they are cancelled as well. Each kind has an index. */
const walk = `
with open as (
  ${openRuns(`status = 'running'`)} union all ${openRuns(`status = 'paused'`)}
  union all ${openRuns(`status = 'cancelled' and ended_at > now() - interval '2 days'`)}
), run as materialized (
  select id, sum(task_count) over (order by id) - task_count as before from open
), walked as materialized (
  select task.* from run cross join lateral (
    select id, status, attempt, generation, version, account_id, priority, due_at, not_before
    from tasks where ${isTaskOf('tasks.id', 'run.id')} offset 0) task
  where run.before < $2
), counted as (
  select id, status,
    ${has(
      'running',
      `task_id = walked.id and running.attempt = walked.attempt + 1
        and running.generation = walked.generation`,
    )} as runs,
    ${has('running', 'task_id = walked.id')} as anyhow,
    ${has(
      'queue',
      `queue.account_id = walked.account_id and queue.priority = walked.priority
        and queue.due_at = walked.due_at and task_id = walked.id and queue.version = walked.version
        and (walked.not_before is null or walked.not_before <= now())`,
    )} + ${has(
      'timed',
      `timed.not_before = walked.not_before and task_id = walked.id and timed.version = walked.version`,
    )} as waits
  from walked
)
select id, null as "upTo" from counted
where runs + waits <> case when status = 'queued' then 1 else 0 end or anyhow > runs
union all
select null, case when count(*) filter (where before >= $2) > 0 or count(*) >= $2
  then max(id) filter (where before < $2) end from run`
