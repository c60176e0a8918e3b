import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { createDatabase } from '@pressrun/tests'
import { openDatabase } from './database.ts'

type Log = { taken: number; given: number }

function openInTurn(url: string, wait: () => void | Promise<void> = () => {}) {
  const log: Log = { taken: 0, given: 0 }
  const turn = () => {
    log.taken += 1
    return { [Symbol.dispose]: () => void (log.given += 1) }
  }
  const take = () => {
    const waiting = wait()
    return waiting instanceof Promise ? waiting.then(turn) : turn()
  }
  return { ...openDatabase({ url, turns: { take } }), log }
}

suite('a pool that lends connections by permit', () => {
  let ours: Awaited<ReturnType<typeof createDatabase>>
  before(async () => void (ours = await createDatabase()))
  after(() => ours[Symbol.asyncDispose]())

  test('returns a permit with its connection, after queries and faults', async () => {
    await using database = openInTurn(ours.url)
    const { rows } = await database.pool.query('select 1 as one')
    assert.deepEqual(rows, [{ one: 1 }])
    assert.deepEqual(database.log, { taken: 1, given: 1 })
    await assert.rejects(database.pool.query('select nothing'))
    assert.deepEqual(database.log, { taken: 2, given: 2 })
    const client = await database.pool.connect()
    assert.deepEqual(database.log, { taken: 3, given: 2 })
    client.release()
    assert.deepEqual(database.log, { taken: 3, given: 3 })
  })

  test('waits for a permit, and fails with it', async () => {
    const mayBegin = Promise.withResolvers<void>()
    await using database = openInTurn(ours.url, () => mayBegin.promise)
    const first = database.pool.query('select 1')
    assert.equal(database.pool.totalCount, 0)
    mayBegin.resolve()
    await first
    await using refused = openInTurn(ours.url, () => Promise.reject(new Error('no turn')))
    await assert.rejects(refused.pool.query('select 1'), /no turn/)
    await assert.rejects(refused.pool.connect(), /no turn/)
  })

  test('returns the permit when there is no database', async () => {
    await using database = openInTurn('postgres://nobody@127.0.0.1:1/none')
    await assert.rejects(database.pool.query('select 1'), /ECONNREFUSED/)
    assert.deepEqual(database.log, { taken: 1, given: 1 })
  })
})
