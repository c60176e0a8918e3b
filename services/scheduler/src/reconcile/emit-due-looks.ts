import { toInstant, type EventMeta, type TaskId } from '@pressrun/events'
import type { Handle } from '@pressrun/db'
import type pg from 'pg'

/** What one pass emits; the next one goes on. */
const looksMax = 200

/**
 * Lets the publisher look for the unconfirmed tasks whose time has come. Where the account is paused or
 * held nothing is asked: its credentials are not good, or somebody wants quiet.
 */
export async function emitDueLooks(pool: pg.Pool, handle: Handle, now: number): Promise<number> {
  const { rows } = await pool.query<{ id: TaskId; meta: EventMeta }>({
    name: 'due-looks',
    text: `select tasks.id, runs.meta
      from tasks join runs on runs.id = tasks.run_id join accounts on accounts.id = tasks.account_id
      where tasks.status = 'unconfirmed' and tasks.eligible_at <= $1 and accounts.status = 'active'
      order by tasks.eligible_at limit $2`,
    values: [toInstant(now), looksMax],
  })
  await Promise.all(
    rows.map(({ id: taskId, meta }) =>
      handle({
        command: { type: 'ReconcileTask', taskId, now },
        meta: { ...meta, actor: 'scheduler' },
      }),
    ),
  )
  return rows.length
}
