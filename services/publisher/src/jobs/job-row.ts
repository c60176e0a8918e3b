import {
  batching,
  logIsClear,
  taskRowColumns,
  toTaskState,
  type LogGuard,
  type TaskRow,
} from '@pressrun/db'
import type { TaskId, TaskState } from '@pressrun/events'
import type { Overrides } from '@pressrun/content'
import type pg from 'pg'

/** What a due job needs to be judged, read when it begins: the row is the truth, not the message. */
export type JobRow = {
  readonly task: TaskState
  /** Only what is small comes with the row: thousands of large ones would exhaust the memory of the process. */
  readonly overrides: Overrides | null | 'large'
  readonly snapshot: string
  /** What the snapshot holds, if it came with the row. */
  readonly content: unknown
  /** Of its content and overrides, as JSON. */
  readonly contentBytes: number
  readonly accountVersion: number
  /** Its owner would rather have two posts than none. */
  readonly atLeastOnce: boolean
  readonly runCancelled: boolean
  /** Its credentials are gone: nothing can be sent for it any more. */
  readonly accountRemoved: boolean
  /** It was read from the log that was checked, and which was not restored. */
  readonly isClear: boolean
}

/** Reads the rows of jobs; those of tasks that are not there are left out. */
export type ReadJobs = (taskIds: readonly TaskId[]) => Promise<ReadonlyMap<TaskId, JobRow>>

type Row = TaskRow & {
  readonly overrides: Overrides | null
  readonly overrides_bytes: number
  readonly snapshot: string
  readonly content: unknown
  readonly content_bytes: number
  readonly account_version: number
  readonly unconfirmed_policy: string
  readonly account_removed: boolean
  readonly run_cancelled: boolean
  readonly is_clear: boolean
}

/** Messages that arrive together are read together. */
const messagesMax = 8

const largeBytesMin = 4 * 1024

/** Contents of so few jobs come with their rows: to ask for them would take as long again before anything is sent. */
const withContentMax = 4

const columns = taskRowColumns.map((column) => `tasks.${column}`).join(', ')

const read = `
  select ${columns}, runs.snapshot, accounts.version as account_version, accounts.unconfirmed_policy,
    case when bytes.overrides < ${largeBytesMin} then tasks.overrides end as overrides,
    case when cardinality($1::text[]) <= ${withContentMax} and snapshots.bytes < ${largeBytesMin}
      then snapshots.content end as content,
    bytes.overrides as overrides_bytes, snapshots.bytes + bytes.overrides as content_bytes,
    accounts.status = 'removed' as account_removed, runs.status = 'cancelled' as run_cancelled,
    ${logIsClear('$2')} as is_clear
  from task_states tasks join runs on runs.id = tasks.run_id
    join snapshots on snapshots.sha256 = runs.snapshot
    join accounts on accounts.id = tasks.account_id
    cross join lateral (select coalesce(octet_length(tasks.overrides::text), 0) as overrides) bytes
  where tasks.id = any($1::text[])`

export function jobsReader(pool: pg.Pool, { checked }: Pick<LogGuard, 'checked'>): ReadJobs {
  return batching(
    async (lists) => {
      const values = [lists.flat(), checked()]
      const { rows } = await pool.query<Row>({ name: 'read-jobs', text: read, values })
      const jobs = new Map(rows.map((row) => [row.id, toJobRow(row)]))
      return lists.map(() => jobs)
    },
    { itemsMax: messagesMax, underWayMax: 2 },
  )
}

const toJobRow = (row: Row): JobRow => ({
  task: toTaskState(row),
  overrides: row.overrides_bytes < largeBytesMin ? row.overrides : 'large',
  snapshot: row.snapshot,
  content: row.content,
  contentBytes: row.content_bytes,
  accountVersion: row.account_version,
  atLeastOnce: row.unconfirmed_policy === 'at-least-once',
  accountRemoved: row.account_removed,
  runCancelled: row.run_cancelled,
  isClear: row.is_clear,
})
