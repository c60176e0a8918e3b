import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { connectBus, ensureStreams, Relay } from '@pressrun/bus'
import type { Chunk } from '@pressrun/events'
import { createDatabase, startTestNats } from '@pressrun/tests'
import { checkStream } from './check-stream.ts'

const row: Chunk = {
  seq: 1,
  first: 1,
  last: 1,
  subject: 'pressrun.events.run.RunPaused',
  schemaVersion: 1,
  meta: '{}',
  at: '2026-03-29T09:00:00.000Z',
  data: '[{"stream":"run_01h455vb4pex5vsknk084sn02q","version":1,"data":{}}]',
}

suite('the doctor on the stream', () => {
  test('accepts a stream no longer than the log, warns of foreign messages, and fails on a longer one', async () => {
    await using database = await createDatabase()
    await using nats = await startTestNats()
    await using stack = new AsyncDisposableStack()
    const connection = await connectBus({ url: nats.url, name: 'test' })
    stack.defer(() => connection.close())
    await ensureStreams(connection)
    const check = checkStream(database.url, nats.url)
    assert.equal((await check.run()).level, 'ok')
    connection.publish(row.subject, 'of others')
    await connection.flush()
    const others = await check.run()
    assert.equal(others.level, 'warn')
    assert.match(others.what, /not of Pressrun \(sequence 1, subject /)
    await relayOfAnotherLog(connection)
    const { level, what } = await check.run()
    assert.equal(level, 'fail')
    assert.match(what, /the stream is at position 1, the log only at 0: the database was restored/)
  })

  test('warns when NATS does not respond', async () => {
    await using database = await createDatabase()
    const { level } = await checkStream(database.url, 'nats://127.0.0.1:1').run()
    assert.equal(level, 'warn')
  })
})

async function relayOfAnotherLog(connection: Awaited<ReturnType<typeof connectBus>>) {
  const source = {
    read: async (after: number) => (after === 0 ? [row] : []),
    head: async () => ({ seq: 1, position: 1 }),
    check: async () => ({ epoch: 1, restored: null }),
  }
  const observer = { found() {}, relayed() {}, refilling() {}, replacing() {}, drifted() {} }
  await new Relay({ connection, source, observer }).drain(new AbortController().signal)
}
