import type { Instant, TaskState } from '@pressrun/events'

/** The rows by which tasks move lie in these. */
export const moveTables = ['queue', 'timed', 'running'] as const
export type MoveTable = (typeof moveTables)[number]

/** The row by which a task moves, as it is to be; without a table it has none. */
export type WantedMove = { readonly table?: MoveTable } & Readonly<Record<string, unknown>>

/** Returns the row by which a task moves that is as the log tells it. */
export function wantedMove(task: TaskState): WantedMove {
  const { accountId: account_id, version, attempt, generation } = task
  const shared = { account_id, version, attempt, generation }
  const { priority, dueAt: due_at, eligibleAt: eligible_at } = task
  if (task.status === 'running')
    return {
      table: 'running',
      ...shared,
      attempt_at: task.attemptAt,
      intent: task.intent,
      cancel_requested: task.cancelRequested,
      resting: 'queued',
    }
  if (task.status !== 'queued') return {}
  if (eligible_at === null) return { table: 'queue', ...shared, priority, due_at }
  return { table: 'timed', ...shared, priority, due_at, eligible_at }
}

/** A task whose instant has come is on its way from `timed` to the queue: it may lie in either, but not ahead of time. */
export const isIn = (
  wanted: MoveTable | undefined,
  found: MoveTable | undefined,
  { eligibleAt }: Pick<TaskState, 'eligibleAt'>,
  now: Instant,
): boolean =>
  wanted === found ||
  (wanted === 'timed' && found === 'queue' && eligibleAt !== null && eligibleAt <= now)
