import type { Instant, TaskState } from '@pressrun/events'
import { queue, running, timed } from '../tables/tasks.ts'

/** The tables of the rows by which tasks move. */
export const moveTables = { queue, timed, running }
export type MoveTable = keyof typeof moveTables
export const moveTableNames = ['queue', 'timed', 'running'] as const satisfies MoveTable[]

/** The row by which a task should move; without a table it has none. */
export type WantedMove = { readonly table?: MoveTable } & Readonly<Record<string, unknown>>

/** Returns the row by which a task moves, as the log has it. */
export function wantedMove(task: TaskState): WantedMove {
  const { accountId, version, attempt, generation, priority, dueAt, notBefore } = task
  const shared = { accountId, version, attempt, generation }
  const { attemptAt, intent, cancelRequested } = task
  if (task.status === 'running')
    return { table: 'running', ...shared, attemptAt, intent, cancelRequested, resting: 'queued' }
  if (task.status !== 'queued') return {}
  if (notBefore === null) return { table: 'queue', ...shared, priority, dueAt }
  return { table: 'timed', ...shared, priority, dueAt, notBefore }
}

/** A task whose instant has come is moving from `timed` to the queue: it may lie in either, but not ahead of time. */
export const isIn = (
  wanted: MoveTable | undefined,
  found: MoveTable | undefined,
  { notBefore }: Pick<TaskState, 'notBefore'>,
  now: Instant,
): boolean =>
  wanted === found ||
  (wanted === 'timed' && found === 'queue' && notBefore !== null && notBefore <= now)
