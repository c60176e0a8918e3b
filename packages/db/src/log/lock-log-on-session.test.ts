import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { meta, newRun, openTestLog, type TestLog } from '../database.fixture.ts'
import { connectionOptions } from '../database.ts'
import { logChannel } from './append.ts'
import { lockLog } from './lock-log.ts'
import { lockLogOnSession } from './lock-log-on-session.ts'

const forever = new AbortController().signal
const awaitRetry = (signal: AbortSignal) => pause(20, 'try' as const, { signal })

/** A connection that listens to the log, and the log held over it. */
async function share({ url, pool }: TestLog) {
  const client = new pg.Client(connectionOptions(url))
  client.on('error', () => {})
  await client.connect()
  await client.query(`listen ${logChannel}`)
  const witnesses = () => Promise.resolve([])
  const locked = await lockLogOnSession(forever, {
    session: () => client,
    pool,
    awaitRetry,
    witnesses,
  })
  const end = async () => {
    await locked[Symbol.asyncDispose]()
    await client.end()
  }
  return { client, held: locked, [Symbol.asyncDispose]: end }
}

suite('a log that is locked over a connection of other use', () => {
  test('is read, and not locked by another process before it is released', async () => {
    await using log = await openTestLog()
    await using shared = await share(log)
    await log.handle({ command: newRun(), meta })
    assert.equal((await shared.held.read(0, 10)).length, 3)
    let refused = 0
    const refusedTwice = Promise.withResolvers<void>()
    const countedStandBy = (signal: AbortSignal) => {
      if (++refused === 2) refusedTwice.resolve()
      return awaitRetry(signal)
    }
    const other = lockLog(log.url, forever, { awaitRetry: countedStandBy })
    await refusedTwice.promise
    await shared.held[Symbol.asyncDispose]()
    await (await other)[Symbol.asyncDispose]()
  })

  test('is released completely, also after a failed release', async () => {
    await using log = await openTestLog()
    const shared = await share(log)
    const query = shared.client.query.bind(shared.client)
    shared.client.query = () => Promise.reject(new Error('it took too long'))
    await shared.held[Symbol.asyncDispose]()
    shared.client.query = query
    const witnesses = () => Promise.resolve([])
    const again = await lockLogOnSession(forever, {
      session: () => shared.client,
      pool: log.pool,
      awaitRetry,
      witnesses,
    })
    await again[Symbol.asyncDispose]()
    const other = await lockLog(log.url, AbortSignal.timeout(5_000), { awaitRetry })
    await other[Symbol.asyncDispose]()
    await shared.client.end()
  })

  test('grows by events of other connections, and not by those appended over its own', async () => {
    await using log = await openTestLog()
    await using shared = await share(log)
    await shared.client.query(`select pg_notify('${logChannel}', '')`)
    assert.equal(await shared.held.grown(100, forever), false)
    const grown = shared.held.grown(60_000, forever)
    await log.handle({ command: newRun(), meta })
    assert.equal(await grown, true)
  })
})
