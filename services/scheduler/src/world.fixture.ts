import assert from 'node:assert/strict'
import {
  commandHandler,
  keepSnapshot,
  logGuard,
  openDatabase,
  newIds,
  type Handle,
  type LogGuard,
} from '@pressrun/db'
import {
  defaultProjectId,
  type AccountId,
  type AccountLimits,
  type Command,
} from '@pressrun/events'
import { createDatabase } from '@pressrun/tests'
import type pg from 'pg'

export const newId = newIds()
export const snapshot = keepSnapshot({ title: 'Spring', body: 'It is here.' })
export const start = Date.parse('2026-03-01T09:00:00Z')

/** A database, a clock that stands still, and the commands of users. */
export type TestWorld = AsyncDisposable & {
  readonly url: string
  readonly pool: pg.Pool
  readonly handle: Handle
  /** Has checked the log, which only this test uses. */
  readonly guard: LogGuard
  readonly clock: { now: number }
  readonly command: (command: Command) => Promise<void>
  readonly connect: (
    limits?: AccountLimits,
    settings?: Record<string, unknown>,
  ) => Promise<AccountId>
}

export async function openWorld(): Promise<TestWorld> {
  const stack = new AsyncDisposableStack()
  const { url } = stack.use(await createDatabase())
  const { pool } = stack.use(openDatabase({ url, connectionsMax: 4 }))
  await pool.query(snapshot.statement.text, [...snapshot.statement.values])
  const guard = logGuard({ pool, witnesses: async () => [] })
  await guard.check()
  const clock = { now: start }
  const handle = commandHandler({ pool, now: () => clock.now })
  const command = async (given: Command) => {
    const meta = { projectId: defaultProjectId, actor: 'test' }
    const { kind } = await handle({ command: given, meta })
    assert.equal(kind, 'events', given.type)
  }
  return {
    url,
    pool,
    handle,
    guard,
    clock,
    command,
    async connect(limits = {}, settings = {}) {
      const accountId = newId('account')
      const account = { projectId: defaultProjectId, platform: 'webhook', name: accountId }
      await command({ type: 'ConnectAccount', accountId, ...account, settings, limits })
      return accountId
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
