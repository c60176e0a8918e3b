import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { getEventListeners, once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { suite, test } from 'node:test'
import { eventually } from '@pressrun/tests'
import { meta, newRun, openTestLog, type TestLog } from '../database.fixture.ts'
import { lockLog } from './lock-log.ts'

const forever = new AbortController().signal

/** A standby, with a named point at which it has found the log locked. */
function awaitRetry(url: string, signal: AbortSignal = forever, action: 'try' | 'steal' = 'try') {
  const found = Promise.withResolvers<void>()
  const awaitRetry = (aborted: AbortSignal) => {
    found.resolve()
    return pause(50, action, { signal: aborted })
  }
  return { locked: lockLog(url, signal, { awaitRetry }), taken: found.promise }
}

/** How many connections take part in the relay: the one that holds the log, and the standbys. */
const relays = async ({ pool }: TestLog) => {
  const { rows } = await pool.query<{ pid: number }>(
    `select pid from pg_stat_activity
      where datname = current_database() and application_name = 'pressrun-relay'`,
  )
  return rows.map((row) => row.pid)
}

suite('locking the log', () => {
  test('reads the log and returns its head', async () => {
    await using log = await openTestLog()
    await using locked = await lockLog(log.url, forever)
    await log.handle({ command: newRun(), meta })
    assert.deepEqual(await locked.head(), { seq: 3, position: 3 })
    const rows = await locked.read(1, 10)
    assert.deepEqual(
      rows.map(({ seq, first, last }) => [seq, first, last]),
      [
        [2, 2, 2],
        [3, 3, 3],
      ],
    )
  })

  test('a second process stands by until the first ends', async () => {
    await using log = await openTestLog()
    const first = await lockLog(log.url, forever)
    const second = awaitRetry(log.url)
    await second.taken
    await first[Symbol.asyncDispose]()
    await (await second.locked)[Symbol.asyncDispose]()
  })

  test('a second process takes over from one that was killed', async () => {
    await using log = await openTestLog()
    const script = join(import.meta.dirname, 'lock-log.fixture.ts')
    const first = spawn(process.execPath, [script, log.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(first.stdout, 'data')
    const second = awaitRetry(log.url)
    await second.taken
    first.kill('SIGKILL')
    await (await second.locked)[Symbol.asyncDispose]()
  })

  test('the lock is taken from a process that stands still, which then finds its connection broken', async () => {
    await using log = await openTestLog()
    await using first = await lockLog(log.url, forever)
    const second = awaitRetry(log.url, forever, 'steal')
    await using _held = await second.locked
    await assert.rejects(first.read(0, 1))
    await eventually(async () => (await relays(log)).length === 1)
  })

  test('standing by ends with the signal, at once and without a trace', async () => {
    await using log = await openTestLog()
    await using _first = await lockLog(log.url, forever)
    const ended = new AbortController()
    const second = awaitRetry(log.url, ended.signal)
    await second.taken
    ended.abort()
    await assert.rejects(second.locked)
    assert.equal(getEventListeners(ended.signal, 'abort').length, 0)
    await eventually(async () => (await relays(log)).length === 1)
  })

  test('a standby keeps no connection', async () => {
    await using log = await openTestLog()
    await using _first = await lockLog(log.url, forever)
    const ended = new AbortController()
    const found = Promise.withResolvers<void>()
    const awaitRetry = (signal: AbortSignal) => {
      found.resolve()
      return pause(60_000, 'try' as const, { signal })
    }
    const second = lockLog(log.url, ended.signal, { awaitRetry })
    await found.promise
    await eventually(async () => (await relays(log)).length === 1)
    ended.abort()
    await assert.rejects(second)
  })

  test('connecting ends with the signal, also where no server responds', async () => {
    const mute = createServer().listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const ended = new AbortController()
    const { port } = mute.address() as AddressInfo
    const locked = lockLog(`postgres://nobody@127.0.0.1:${port}/none`, ended.signal)
    const [connection] = await once(mute, 'connection')
    ended.abort()
    await assert.rejects(locked)
    connection.destroy()
    mute.close()
  })

  test('is refused when the signal came first', async () => {
    await assert.rejects(lockLog('postgres://127.0.0.1:1/none', AbortSignal.abort()))
  })
})

suite('waiting for the log to grow', () => {
  test('ends with an append', async () => {
    await using log = await openTestLog()
    await using locked = await lockLog(log.url, forever)
    const grown = locked.grown(60_000, forever)
    await log.handle({ command: newRun(), meta })
    assert.equal(await grown, true)
  })

  test('remembers an append that came while nothing waited, once', async () => {
    await using log = await openTestLog()
    await using locked = await lockLog(log.url, forever)
    await log.handle({ command: newRun(), meta })
    await locked.head()
    assert.equal(await locked.grown(60_000, forever), true)
    assert.equal(await locked.grown(1, forever), false)
  })

  test('ends with the signal, and leaves no listener on it', async () => {
    await using log = await openTestLog()
    await using locked = await lockLog(log.url, forever)
    const ended = new AbortController()
    for (let i = 0; i < 20; i++) await locked.grown(0, ended.signal)
    assert.equal(getEventListeners(ended.signal, 'abort').length, 0)
    const grown = locked.grown(60_000, ended.signal)
    ended.abort()
    assert.equal(await grown, false)
    assert.equal(await locked.grown(60_000, ended.signal), false)
  })

  test('ends when the connection breaks, and the next read says so', async () => {
    await using log = await openTestLog()
    await using locked = await lockLog(log.url, forever)
    const grown = locked.grown(60_000, forever)
    await log.pool.query('select pg_terminate_backend($1)', [(await relays(log))[0]])
    await grown
    await assert.rejects(locked.read(0, 1))
  })
})
