import { findRetryRows, type RetryRow } from '@pressrun/queries'
import type { Database } from '@pressrun/db'
import type { TaskId } from '@pressrun/events'
import { Problem } from '../problems/problem.ts'

export const retrySources = ['live', 'archive', 'rebuilt'] as const

/** A task as a retry finds it, and where it was found. */
export type RetrySource = {
  readonly source: (typeof retrySources)[number]
  /** What has changed since. */
  readonly warning?: string
  readonly task: RetryRow
}

type Client = Parameters<typeof findRetryRows>[0]

/**
 * The one place where the data of tasks is fetched for a retry. The content is not among it: the publisher reads the
 * snapshot and the overrides that the run was planned with.
 */
export async function findRetrySources(
  client: Client,
  ids: readonly TaskId[],
): Promise<Map<TaskId, RetrySource>> {
  const rows = await findRetryRows(client, ids)
  return new Map([...rows].map(([id, task]) => [id, { source: 'live', task }]))
}

export async function findRetrySource({ pool }: Database, id: TaskId): Promise<RetrySource> {
  const source = (await findRetrySources(pool, [id])).get(id)
  if (!source) throw new Problem('task-not-found')
  return source
}
