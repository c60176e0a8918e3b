import type { EventMeta, TaskId } from '@pressrun/events'
import { query, type Handle } from '@pressrun/db'
import type pg from 'pg'
import { handleAll } from '../periodic/handle-all.ts'
import type { DeferredIds } from '../periodic/deferred-ids.ts'

type Unconfirmed = { readonly id: TaskId; readonly meta: EventMeta; readonly dueAt: string }

/** Tasks per pass; the next one follows at once. */
const reconciliationsMax = 200

/**
 * Emits the checks that are due for unconfirmed tasks. Paused and held accounts are not checked: credentials are bad,
 * or a person wants quiet. Returns when the next is due (milliseconds; Infinity: none).
 */
export async function emitDueReconciliations(
  pool: pg.Pool,
  handle: Handle,
  now: number,
  deferred: DeferredIds,
): Promise<number> {
  const rows = await query<Unconfirmed>(
    pool,
    `select tasks.id, runs.meta, tasks.next_check_at as "dueAt"
      from tasks join runs on runs.id = tasks.run_id join accounts on accounts.id = tasks.account_id
      where tasks.next_check_at is not null and accounts.status = 'active' and tasks.id <> all($2::text[])
      order by tasks.next_check_at limit $1`,
    [reconciliationsMax, deferred.ids(now)],
  )
  const due = rows.filter(({ dueAt }) => Date.parse(dueAt) <= now)
  const emitted = await handleAll(
    handle,
    due.map(({ id: taskId, meta }) => ({ command: { type: 'ReconcileTask', taskId, now }, meta })),
    { deferred, now },
  )
  const next = rows[due.length]
  if (next) return Date.parse(next.dueAt)
  return emitted > 0 && due.length === reconciliationsMax ? now : Infinity
}
