import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { eventsOf, type AccountId, type Chunk } from '@pressrun/events'
import {
  connectAccount,
  meta,
  newId,
  newRun,
  openTestLog,
  type TestLog,
} from '../database.fixture.ts'
import { readAudit } from './audit.ts'
import { hashOf } from './chunks.ts'
import { logReader, pageBytesMax, readLog, readStream } from './read.ts'

const megabyte = 1_000_000
const largeEvents = 12

const bytesOf = (page: readonly Chunk[]) =>
  page.reduce((sum, { data }) => sum + Buffer.byteLength(data), 0)

async function pagesOf(read: (after: number) => Promise<Chunk[]>): Promise<Chunk[][]> {
  const pages: Chunk[][] = []
  for (let after = 0; ; after = pages.at(-1)?.at(-1)?.seq ?? 0) {
    const page = await read(after)
    if (page.length === 0) return pages
    pages.push(page)
  }
}

suite('pages of a log whose events are as large as they may be', () => {
  let log: TestLog
  let positions: number[]
  before(async () => {
    log = await openTestLog()
    const run = newRun(largeEvents)
    const overrides = { body: 'x'.repeat(0.9 * megabyte) }
    const tasks = run.tasks.map((task) => ({ ...task, overrides }))
    await log.handle({ command: { ...run, tasks }, meta })
    await log.handle({ command: newRun(), meta })
    const { rows } = await log.pool.query<{ head: number }>('select position as head from log_head')
    positions = Array.from({ length: rows[0]?.head ?? 0 }, (_, index) => index + 1)
  })
  after(() => log[Symbol.asyncDispose]())

  test('end at the size that a process has memory for', async () => {
    const pages = await pagesOf((from) => readLog(log.pool, from, 500))
    for (const page of pages) assert.ok(bytesOf(page) < pageBytesMax + megabyte)
    assert.equal(pages.length, 2)
    assert.deepEqual(
      pages
        .flat()
        .flatMap(eventsOf)
        .map(({ position }) => position),
      positions,
    )
  })

  test('request as many events as fit', async () => {
    const client = await log.pool.connect()
    try {
      const read = logReader(client)
      const pages = await pagesOf((from) => read(from, 500))
      assert.deepEqual(
        pages
          .flat()
          .flatMap(eventsOf)
          .map(({ position }) => position),
        positions,
      )
    } finally {
      client.release()
    }
  })

  test('are short in the audit trail too, which says that there is more', async () => {
    const first = await readAudit(log, { after: 0, limit: 1_000 })
    assert.ok(Buffer.byteLength(JSON.stringify(first.events)) < pageBytesMax + 2 * megabyte)
    assert.equal(first.more, true)
    const from = first.events.at(-1)?.position ?? 0
    const second = await readAudit(log, { after: from, limit: 1_000 })
    assert.equal(second.more, false)
    assert.deepEqual(
      [...first.events, ...second.events].map(({ position }) => position),
      positions,
    )
  })
})

suite('what is found by the hash of an id', () => {
  test('has the same one in the database', async () => {
    await using log = await openTestLog()
    for (const id of [newId('run'), newId('task'), newId('account'), '', 'é😀']) {
      const { rows } = await log.pool.query('select hash_of($1) as hash', [id])
      assert.deepEqual(rows, [{ hash: hashOf(id) }])
    }
  })

  test('is about that id alone, though another id has the same hash', async () => {
    await using log = await openTestLog()
    const ids = twoOfOneHash()
    for (const [i, id] of ids.entries())
      await log.handle({ command: connectAccount(`News ${i}`, id), meta })
    for (const streamId of ids) {
      const found = [
        ...(await readStream(log.pool, streamId)),
        ...(await readAudit(log, { after: 0, streamId, limit: 10 })).events,
      ]
      assert.deepEqual(
        found.map((event) => event.streamId),
        [streamId, streamId],
      )
    }
  })
})

/** Of a few hundred thousand ids two nearly always have the same 32 bits. */
function twoOfOneHash(): readonly [AccountId, AccountId] {
  const known = new Map<number, AccountId>()
  for (;;) {
    const id = newId('account')
    const other = known.get(hashOf(id))
    if (other) return [other, id]
    known.set(hashOf(id), id)
  }
}
