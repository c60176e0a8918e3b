import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { meta, newRun, openTestLog, type TestLog } from '../database.fixture.ts'
import { connectionOptions } from '../database.ts'
import { logChannel } from './append.ts'
import { holdLog } from './hold-log.ts'
import { shareLog } from './share-log.ts'

const forever = new AbortController().signal
const standBy = (signal: AbortSignal) => pause(20, 'ask' as const, { signal })

/** A connection that listens to the log, and the log held over it. */
async function share({ url, pool }: TestLog) {
  const client = new pg.Client(connectionOptions(url))
  client.on('error', () => {})
  await client.connect()
  await client.query(`listen ${logChannel}`)
  const witnesses = () => Promise.resolve([])
  const held = await shareLog(forever, { session: () => client, pool, standBy, witnesses })
  const end = async () => {
    await held[Symbol.asyncDispose]()
    await client.end()
  }
  return { client, held, [Symbol.asyncDispose]: end }
}

suite('a log that is held over a connection that is there anyway', () => {
  test('is read, and not held by anybody else before it is given back', async () => {
    await using log = await openTestLog()
    await using shared = await share(log)
    await log.handle({ command: newRun(), meta })
    assert.equal((await shared.held.read(0, 10)).length, 3)
    let refused = 0
    const refusedTwice = Promise.withResolvers<void>()
    const countedStandBy = (signal: AbortSignal) => {
      if (++refused === 2) refusedTwice.resolve()
      return standBy(signal)
    }
    const other = holdLog(log.url, forever, { standBy: countedStandBy })
    await refusedTwice.promise
    await shared.held[Symbol.asyncDispose]()
    await (await other)[Symbol.asyncDispose]()
  })

  test('is given back as a whole, also when it could not be the time before', async () => {
    await using log = await openTestLog()
    const shared = await share(log)
    const query = shared.client.query.bind(shared.client)
    shared.client.query = () => Promise.reject(new Error('it took too long'))
    await shared.held[Symbol.asyncDispose]()
    shared.client.query = query
    const witnesses = () => Promise.resolve([])
    const again = await shareLog(forever, {
      session: () => shared.client,
      pool: log.pool,
      standBy,
      witnesses,
    })
    await again[Symbol.asyncDispose]()
    const other = await holdLog(log.url, AbortSignal.timeout(5_000), { standBy })
    await other[Symbol.asyncDispose]()
    await shared.client.end()
  })

  test('grows by what others append, and not by what was appended over that connection', async () => {
    await using log = await openTestLog()
    await using shared = await share(log)
    await shared.client.query(`select pg_notify('${logChannel}', '')`)
    assert.equal(await shared.held.grown(100, forever), false)
    const grown = shared.held.grown(60_000, forever)
    await log.handle({ command: newRun(), meta })
    assert.equal(await grown, true)
  })
})
