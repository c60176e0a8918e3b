import assert from 'node:assert/strict'
import { query, type Desk, type Instance, type TestEnvironment } from '../support/index.ts'

/** No test lives to see it: what is ordered for then waits until it is brought forward. */
export const farAwayMs = Date.parse('2098-01-01T00:00:00Z')

/** Has runs come due so that `farAwayMs` is `atMs`, as far apart as they were ordered. */
export async function bringRunsForward(
  { instance, desk }: TestEnvironment,
  runIds: readonly string[],
  atMs: number,
): Promise<void> {
  await lookAgain(desk, await makeDue(instance, runIds, atMs))
}

/** The same, but no scheduler knows yet; returns the accounts whose lanes have to be looked at. */
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
  // The scheduler remembers when something is due; another epoch is why it reads that again.
  await query(instance, 'update dispatcher set epoch = epoch + 1')
  return rows.map(({ accountId }) => accountId)
}

/** The scheduler looks at what has happened when an account is changed. */
export async function lookAgain({ api }: Desk, accountIds: readonly string[]): Promise<void> {
  const look = async (id: string) => {
    const name = `${id}, looked at again ${Date.now()}`
    const { status, body } = await api('PATCH', `/accounts/${id}`, { name })
    assert.equal(status, 200, JSON.stringify(body))
  }
  await Promise.all(accountIds.map(look))
}
