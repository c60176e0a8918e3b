import { batching, logIsClear, toTaskState, type LogGuard, type TaskRow } from '@pressrun/db'
import type { TaskId, TaskState } from '@pressrun/events'
import type { Overrides } from '@pressrun/platforms'
import type pg from 'pg'

/** What a due job needs to be judged, read when it arrives: the row is the truth, not the message. */
export type JobRow = {
  readonly task: TaskState
  readonly overrides: Overrides | null
  readonly snapshot: string
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

type Row = TaskRow & {
  readonly overrides: Overrides | null
  readonly snapshot: string
  readonly content_bytes: number
  readonly account_version: number
  readonly unconfirmed_policy: string
  readonly account_removed: boolean
  readonly run_cancelled: boolean
  readonly is_clear: boolean
}

/** Jobs that arrive together are read together. */
const rowsMax = 256

export type ReadJob = (taskId: TaskId) => Promise<JobRow | undefined>

export function jobReader(pool: pg.Pool, { checked }: Pick<LogGuard, 'checked'>): ReadJob {
  return batching(
    async (taskIds) => {
      const { rows } = await pool.query<Row>({
        name: 'read-jobs',
        text: `select tasks.*, runs.snapshot, accounts.version as account_version, accounts.unconfirmed_policy,
            snapshots.bytes + coalesce(octet_length(tasks.overrides::text), 0) as content_bytes,
            accounts.status = 'removed' as account_removed, runs.status = 'cancelled' as run_cancelled,
            ${logIsClear('$2')} as is_clear
          from tasks join runs on runs.id = tasks.run_id
            join snapshots on snapshots.sha256 = runs.snapshot
            join accounts on accounts.id = tasks.account_id
          where tasks.id = any($1::text[])`,
        values: [taskIds, checked()],
      })
      const jobs = new Map(rows.map((row) => [row.id, toJobRow(row)]))
      return taskIds.map((id) => jobs.get(id))
    },
    { itemsMax: rowsMax, underWayMax: 2 },
  )
}

const toJobRow = (row: Row): JobRow => ({
  task: toTaskState(row),
  overrides: row.overrides,
  snapshot: row.snapshot,
  contentBytes: row.content_bytes,
  accountVersion: row.account_version,
  atLeastOnce: row.unconfirmed_policy === 'at-least-once',
  accountRemoved: row.account_removed,
  runCancelled: row.run_cancelled,
  isClear: row.is_clear,
})
