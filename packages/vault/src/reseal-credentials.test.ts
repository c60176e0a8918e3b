import assert from 'node:assert/strict'
import { after, before, beforeEach, suite, test } from 'node:test'
import { seal, secretKeys, unseal, type KeyRing, type Sealed } from './credentials.ts'
import { newId, openTestLog, type TestLog } from '@pressrun/db/testing'
import { resealCredentials } from './reseal-credentials.ts'

const old = secretKeys('the old key of the test')
const ring = secretKeys('the new key of the test,the old key of the test')
const renewed = secretKeys('the new key of the test')

suite('re-sealing credentials', () => {
  let log: TestLog
  before(async () => {
    log = await openTestLog()
  })
  beforeEach(() => log.pool.query('truncate account_credentials'))
  after(() => log[Symbol.asyncDispose]())

  const keep = async (count: number, keys: KeyRing): Promise<string[]> => {
    const ids = Array.from({ length: count }, () => newId('account') as string)
    await log.pool.query(
      `insert into account_credentials (account_id, version, sealed, key_id)
        select id, 7, sealed, $3 from unnest($1::text[], $2::bytea[]) as given (id, sealed)`,
      [ids, ids.map((id) => seal({ token: id }, id, keys.current).sealed), keys.current.id],
    )
    return ids
  }
  const kept = async () => {
    const { rows } = await log.pool.query<Sealed & { id: string; version: number }>(
      `select account_id as id, version, sealed, key_id as "keyId" from account_credentials`,
    )
    return rows
  }

  test('gives every account the first key and the same credentials; its version stays', async () => {
    await keep(450, old)
    await keep(3, renewed)
    assert.deepEqual(await resealCredentials(log.pool, ring), { resealed: 450, left: [] })
    const rows = await kept()
    assert.equal(rows.length, 453)
    for (const row of rows) {
      assert.deepEqual(unseal(row, row.id, renewed), { token: row.id })
      assert.equal(row.version, 7)
    }
    assert.equal((await resealCredentials(log.pool, ring)).resealed, 0)
  })

  test('goes on where it was stopped', async () => {
    await keep(450, old)
    const stop = new AbortController()
    const options = { signal: stop.signal, onChunk: () => stop.abort() }
    await assert.rejects(resealCredentials(log.pool, ring, options))
    const halfWay = (await kept()).filter(({ keyId }) => keyId === ring.current.id).length
    assert.ok(halfWay > 0 && halfWay < 450, String(halfWay))
    const { resealed, left } = await resealCredentials(log.pool, ring)
    assert.deepEqual([resealed, left], [450 - halfWay, []])
  })

  test('names the accounts that none of the keys opens, and reseals the others', async () => {
    const [lost = ''] = await keep(1, secretKeys('a key that nobody has any more'))
    await keep(2, old)
    const { resealed, left } = await resealCredentials(log.pool, ring)
    assert.equal(resealed, 2)
    assert.deepEqual(
      left.map(({ accountId }) => accountId),
      [lost],
    )
  })

  test('does not wait for an account that is locked, and reports it as left', async () => {
    const ids = await keep(3, old)
    const client = await log.pool.connect()
    try {
      await client.query('begin')
      await client.query('select 1 from account_credentials where account_id = $1 for update', [
        ids[1],
      ])
      const { resealed, left } = await resealCredentials(log.pool, ring)
      assert.equal(resealed, 2)
      assert.deepEqual(left, [{ accountId: ids[1], keyId: old.current.id }])
    } finally {
      await client.query('rollback')
      client.release()
    }
    assert.equal((await resealCredentials(log.pool, ring)).resealed, 1)
  })
})
