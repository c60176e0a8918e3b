import assert from 'node:assert/strict'
import { query, type Desk, type Instance, type TestEnvironment } from '../support/index.ts'

/** No test lasts that long: runs for then wait until they are brought forward. */
export const farAwayMs = Date.parse('2098-01-01T00:00:00Z')

/** Moves runs so that `farAwayMs` becomes `atMs`, with the same distances. */
export async function bringRunsForward(
  { instance, desk }: TestEnvironment,
  runIds: readonly string[],
  atMs: number,
): Promise<void> {
  await lookAgain(desk, await makeDue(instance, runIds, atMs))
}

/** The same, without notifying a scheduler; returns the accounts whose lanes need a pass. */
export async function makeDue(
  instance: Instance,
  runIds: readonly string[],
  atMs: number,
): Promise<string[]> {
  const rows = await query<{ accountId: string }>(
    instance,
    `with shift as (select $2::float8 * interval '1 millisecond' as by),
     moved as (
       update tasks set due_at = due_at + shift.by, not_before = not_before + shift.by
       from shift where run_id = any($1) and status = 'queued' returning id)
     update timed set due_at = due_at + shift.by, not_before = not_before + shift.by
     from shift, moved where task_id = moved.id returning account_id as "accountId"`,
    [runIds, atMs - farAwayMs],
  )
  // The scheduler remembers due times; a new epoch makes it read them again.
  await query(instance, 'update dispatcher set epoch = epoch + 1')
  return rows.map(({ accountId }) => accountId)
}

/** A change of an account causes a pass of the scheduler. */
export async function lookAgain({ api }: Desk, accountIds: readonly string[]): Promise<void> {
  const look = async (id: string) => {
    const name = `${id}, looked at again ${Date.now()}`
    const { status, body } = await api('PATCH', `/accounts/${id}`, { name })
    assert.equal(status, 200, JSON.stringify(body))
  }
  await Promise.all(accountIds.map(look))
}
