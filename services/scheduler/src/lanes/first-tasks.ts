import { isSending } from './room-of-run.ts'

type Wanted = {
  readonly columns: readonly string[]
  /** The parameters with the runs whose tasks are passed over, and with the time. */
  readonly fullRuns: string
  readonly now: string
  readonly max: string
}

/**
 * The first tasks of the lane `lane` that may go out. Its halves are the tasks that never had to wait for
 * a time and those that had to, each read in the order of its index. A task that waited for its time was
 * due by then: asking for that keeps tasks to come out of the scan.
 */
export const firstTasks = (wanted: Wanted): string => `
  (${half('eligible_at is null', wanted)})
  union all
  (${half(`eligible_at is not null and eligible_at <= ${wanted.now} and due_at <= ${wanted.now}`, wanted)})`

/**
 * The state of a run is asked row by row: a join would let the planner begin with the runs and read all
 * their tasks for every lane (tried: 40 ms a look instead of 2). Full runs are a subquery, as Postgres
 * hashes that; it would compare an array item by item.
 */
const half = (which: string, { columns, fullRuns, max }: Wanted) => `
  select ${columns.join(', ')} from tasks
  where status = 'queued' and account_id = lane.account_id and ${which}
    and run_id not in (select unnest(${fullRuns}::text[]))
    and ${isSending('(select runs.status from runs where runs.id = run_id)')}
  order by priority desc, due_at, id limit ${max}`
