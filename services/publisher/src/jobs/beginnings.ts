import { batching, execute, isDatabaseFault, query } from '@pressrun/db'
import type { TaskId } from '@pressrun/events'
import type pg from 'pg'

/** Record of a publisher that has begun a job, and has not ended it. */
type Beginning = {
  readonly publisher: number
  /** It runs in a process of its own, which may die without its publisher. */
  readonly isolated: boolean
}

/** Which publishers have begun the jobs that others may have died of. */
export type Beginnings = {
  readonly of: (taskId: TaskId) => Promise<readonly Beginning[]>
  readonly begin: (taskId: TaskId, isolated: boolean) => Promise<void>
  /** It has ended here, one way or another. Once it is published, it has killed no process. */
  readonly end: (taskId: TaskId, published: boolean) => Promise<void> | undefined
}

const batch = { itemsMax: 256 }

export function beginningsIn(pool: pg.Pool, publisher: number): Beginnings {
  const begunHere = new Set<TaskId>()
  const of = batching(async (taskIds: readonly TaskId[]) => {
    const rows = await query<Beginning & { taskId: TaskId }>(
      pool,
      `select task_id as "taskId", publisher, isolated from job_beginnings
        where task_id = any($1::text[])`,
      [taskIds],
    )
    const byTask = Map.groupBy(rows, ({ taskId }) => taskId)
    return taskIds.map((taskId) => byTask.get(taskId) ?? [])
  }, batch)
  const begin = batching(async (begun: readonly { taskId: TaskId; isolated: boolean }[]) => {
    await execute(
      pool,
      `insert into job_beginnings (task_id, publisher, isolated)
        select task_id, $1, isolated from unnest($2::text[], $3::boolean[]) as begun (task_id, isolated)
        on conflict (task_id, publisher) do update set isolated = excluded.isolated, begun_at = default`,
      [publisher, begun.map(({ taskId }) => taskId), begun.map(({ isolated }) => isolated)],
    )
    return begun.map(() => undefined)
  }, batch)
  const end = async (taskId: TaskId, published: boolean) => {
    const text = `delete from job_beginnings where task_id = $1 and ($3 or publisher = $2)`
    try {
      await execute(pool, text, [taskId, publisher, published])
    } catch (cause) {
      // The beginning stays, and counts once this publisher is gone: the job is only watched more closely.
      if (!isDatabaseFault(cause)) throw cause
    }
  }
  return {
    of,
    async begin(taskId, isolated) {
      begunHere.add(taskId)
      await begin({ taskId, isolated })
    },
    end: (taskId, published) => (begunHere.delete(taskId) ? end(taskId, published) : undefined),
  }
}
