import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Chunk } from '@pressrun/events'
import type { LogSession } from './log-source.ts'
import { RelayOffers } from './offers.ts'

const forever = new AbortController().signal

const row = (seq: number): Chunk => ({
  seq,
  first: seq,
  last: seq,
  subject: 'pressrun.events.run.RunPaused',
  schemaVersion: 1,
  meta: '{}',
  at: '2026-03-29T01:00:00.000Z',
  data: '[]',
})

/** A log of ten rows that counts how often it is read. */
function session() {
  const counted = { reads: 0 }
  const log: LogSession = {
    read(afterSeq, limit) {
      counted.reads += 1
      const rows = Array.from({ length: 10 }, (_, i) => row(i + 1))
      return Promise.resolve(rows.filter(({ seq }) => seq > afterSeq).slice(0, limit))
    },
    head: () => Promise.resolve({ seq: 10, position: 10 }),
    check: () => Promise.resolve({ epoch: 1, restored: null }),
    grown: (_, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(false))),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
  return Object.assign(counted, { log })
}

const seqs = (rows: readonly Chunk[]) => rows.map(({ seq }) => seq)

suite('rows that are offered to the relay', () => {
  test('wake the relay, and are copied without a read when they come next', async () => {
    const counted = session()
    const offers = new RelayOffers()
    await using log = offers.over(counted.log)
    const grown = log.grown(60_000, forever)
    offers.offer([row(4), row(5)])
    assert.equal(await grown, true)
    assert.deepEqual(seqs(await log.read(3, 64)), [4, 5])
    assert.equal(counted.reads, 0)
  })

  test('wait for earlier rows, which are read from the log', async () => {
    const counted = session()
    const offers = new RelayOffers()
    await using log = offers.over(counted.log)
    offers.offer([row(4)])
    assert.deepEqual(seqs(await log.read(1, 2)), [2, 3])
    assert.deepEqual(seqs(await log.read(3, 64)), [4])
    assert.equal(counted.reads, 1)
  })

  test('are dropped once they were read', async () => {
    const offers = new RelayOffers()
    await using log = offers.over(session().log)
    offers.offer([row(4)])
    assert.deepEqual(seqs(await log.read(4, 64)), [5, 6, 7, 8, 9, 10])
  })

  test('are dropped where another process relays', async () => {
    const counted = session()
    const offers = new RelayOffers()
    offers.offer([row(4)])
    await using log = offers.over(counted.log)
    await log.read(3, 64)
    assert.equal(counted.reads, 1)
  })
})
