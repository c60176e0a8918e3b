import { query, runOfTask, type Handle } from '@pressrun/db'
import type { AccountId, Command, EventMeta, TaskId } from '@pressrun/events'
import type pg from 'pg'
import { handleAll } from '../periodic/handle-all.ts'
import type { DeferredIds } from '../periodic/deferred-ids.ts'

type Misplaced = {
  readonly id: TaskId
  readonly meta: EventMeta
  /** Why its account is held; null when the account is usable again. */
  readonly reason: { readonly code: string; readonly message: string } | null
}

/** How many tasks changed, and whether there may be more. */
export type Settled = { readonly tasks: number; readonly more: boolean }

/** Tasks per pass. */
const tasksMax = 500

/**
 * Holds the waiting tasks of held accounts and releases those of accounts that are usable again, for the given accounts
 * or for all. Both in lane order, so that released tasks go out in the order they would have.
 */
export async function settleHolds(
  pool: pg.Pool,
  handle: Handle,
  accountIds: readonly AccountId[] | null,
  now: number,
  deferred: DeferredIds,
): Promise<Settled> {
  const rows = await query<Misplaced>(pool, sql, [accountIds, tasksMax, deferred.ids(now)])
  const tasks = await handleAll(
    handle,
    rows.map((task) => ({ command: commandFor(task, now), meta: task.meta })),
    { deferred, now },
  )
  return { tasks, more: tasks > 0 && rows.length === tasksMax }
}

const commandFor = ({ id: taskId, reason }: Misplaced, now: number): Command =>
  reason ? { type: 'HoldTask', taskId, ...reason } : { type: 'ReleaseTask', taskId, now }

/** Starts from the accounts: few are held, however many tasks wait elsewhere. */
const sql = `
select id, meta, reason from (
  (${waitingIn('queue')})
  union all
  (${waitingIn('timed')})
  union all
  (select tasks.id, runs.meta, null, tasks.priority, tasks.due_at
    from tasks join accounts on accounts.id = tasks.account_id join runs on runs.id = tasks.run_id
    where tasks.aside = 'held' and accounts.status = 'active' and tasks.id <> all($3::text[])
      and ($1::text[] is null or accounts.id = any($1))
    order by tasks.priority desc, tasks.due_at, tasks.id limit $2)
) misplaced
order by priority desc, due_at, id limit $2`

function waitingIn(place: 'queue' | 'timed'): string {
  return `select waiting.task_id as id, runs.meta, accounts.reason, waiting.priority, waiting.due_at
    from accounts join ${place} waiting on waiting.account_id = accounts.id
      join runs on runs.id = ${runOfTask('waiting.task_id')}
    where accounts.status = 'held' and waiting.task_id <> all($3::text[])
      and ($1::text[] is null or accounts.id = any($1))
    order by waiting.priority desc, waiting.due_at, waiting.task_id limit $2`
}
