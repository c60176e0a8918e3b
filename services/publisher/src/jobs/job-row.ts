import { batching, logIsClear, query, taskColumns, type LogGuard } from '@pressrun/db'
import type { TaskId, TaskState } from '@pressrun/events'
import type { Overrides } from '@pressrun/content'
import type pg from 'pg'

/** What judging a due job needs, read when it begins: the row is the truth, not the message. */
export type JobRow = {
  readonly task: TaskState
  /** Only small ones come with the row: thousands of large ones would exhaust the memory of the process. */
  readonly overrides: Overrides | null | 'large'
  readonly snapshot: string
  /** The snapshot's content, if it came with the row. */
  readonly content: unknown
  /** The length of its content and overrides as JSON. */
  readonly contentBytes: number
  readonly accountVersion: number
  /** Its owner prefers two posts to none. */
  readonly atLeastOnce: boolean
  readonly runCancelled: boolean
  /** The account's credentials are gone: nothing can be sent through it any more. */
  readonly accountRemoved: boolean
  /** It was read from the log that was checked, and not restored since. */
  readonly isClear: boolean
}

/** Reads the rows of jobs; unknown tasks are left out. */
export type ReadJobs = (taskIds: readonly TaskId[]) => Promise<ReadonlyMap<TaskId, JobRow>>

type Row = TaskState &
  Omit<JobRow, 'task' | 'overrides'> & {
    readonly overrides: Overrides | null
    readonly overridesBytes: number
  }

/** Messages that arrive together are read together. */
const messagesMax = 8

const largeBytesMin = 4 * 1024

/** Contents of so few jobs come with their rows: a query of its own would double the time until something is sent. */
const withContentMax = 4

const read = `
  select ${taskColumns('tasks.')}, runs.snapshot, accounts.version as "accountVersion",
    accounts.unconfirmed_policy = 'at-least-once' as "atLeastOnce",
    case when bytes.overrides < ${largeBytesMin} then tasks.overrides end as overrides,
    case when cardinality($1::text[]) <= ${withContentMax} and snapshots.bytes < ${largeBytesMin}
      then snapshots.content end as content,
    bytes.overrides as "overridesBytes", snapshots.bytes + bytes.overrides as "contentBytes",
    accounts.status = 'removed' as "accountRemoved", runs.status = 'cancelled' as "runCancelled",
    ${logIsClear('$2')} as "isClear"
  from task_states tasks join runs on runs.id = tasks.run_id
    join snapshots on snapshots.sha256 = runs.snapshot
    join accounts on accounts.id = tasks.account_id
    cross join lateral (select coalesce(octet_length(tasks.overrides::text), 0) as overrides) bytes
  where tasks.id = any($1::text[])`

export function jobsReader(pool: pg.Pool, { checked }: Pick<LogGuard, 'checked'>): ReadJobs {
  return batching(
    async (lists) => {
      const values = [lists.flat(), checked()]
      const rows = await query<Row>(pool, read, values)
      const jobs = new Map(rows.map((row) => [row.id, toJobRow(row)]))
      return lists.map(() => jobs)
    },
    { itemsMax: messagesMax, underWayMax: 2 },
  )
}

const toJobRow = ({ overrides, overridesBytes, ...row }: Row): JobRow => ({
  ...row,
  task: row,
  overrides: overridesBytes < largeBytesMin ? overrides : 'large',
})
