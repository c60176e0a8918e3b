import assert from 'node:assert/strict'
import { after, before, beforeEach, suite, test } from 'node:test'
import { toInstant, type ApiKeyId } from '@pressrun/events'
import { newId, openTestLog, type TestLog } from '@pressrun/db/testing'
import { makeApiKey, prefixOf } from '../secret-text.ts'
import { createApiKey } from './create-api-key.ts'
import { ensureAdminKey } from './ensure-admin-key.ts'
import { findApiKey } from './find-api-key.ts'
import { revokeApiKey } from './revoke-api-key.ts'

suite('API keys in the database', () => {
  let log: TestLog
  before(async () => {
    log = await openTestLog()
  })
  beforeEach(() => log.pool.query('truncate api_keys'))
  after(() => log[Symbol.asyncDispose]())

  const make = async (key = makeApiKey()): Promise<ApiKeyId> => {
    const id = newId('key')
    const createdAt = toInstant(Date.now())
    const row = {
      id,
      name: 'x',
      user: 'admin',
      role: 'admin',
      createdBy: 'cli',
      createdAt,
    } as const
    await createApiKey(log.pool, row, key)
    return id
  }

  test('given at every start are made once, and stay revoked', async () => {
    const key = makeApiKey()
    assert.equal(await ensureAdminKey(log.url, key, newId), 'made')
    assert.equal(await ensureAdminKey(log.url, key, newId), 'known')
    const found = await findApiKey(log, key)
    assert.ok(found && !found.revoked)
    await make()
    assert.equal(await revokeApiKey(log.pool, found.id, 'cli'), 'revoked')
    assert.equal(await ensureAdminKey(log.url, key, newId), 'revoked')
    assert.equal((await findApiKey(log, key))?.revoked, true)
  })

  test('are never all revoked, even by concurrent callers', async () => {
    for (let round = 0; round < 20; round += 1) {
      await log.pool.query('truncate api_keys')
      const [first, second] = [await make(), await make()]
      const outcomes = await Promise.all([
        revokeApiKey(log.pool, first, 'cli'),
        revokeApiKey(log.another().pool, second, 'cli'),
      ])
      assert.deepEqual(outcomes.toSorted(), ['last-admin-key', 'revoked'])
    }
  })

  test('show their beginning only when they were made here', () => {
    assert.match(prefixOf(makeApiKey()) ?? '', /^prk_[\w-]{4}$/)
    assert.equal(prefixOf('prk_given-by-hand'), null)
    assert.equal(prefixOf('correct horse battery staple, and then some more of it'), null)
  })
})
