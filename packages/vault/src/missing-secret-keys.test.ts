import assert from 'node:assert/strict'
import { after, before, beforeEach, suite, test } from 'node:test'
import { seal, secretKey, secretKeys, unseal, type Sealed } from './credentials.ts'
import { newId, openTestLog, type TestLog } from '@pressrun/db/testing'
import { openDatabase } from '@pressrun/db'
import { missingSecretKeys } from './missing-secret-keys.ts'
import { giveUpKey, resealCredentials } from './reseal-credentials.ts'

const [first, second] = ['the first key of the test', 'the second key of the test'] as const
const never = new AbortController().signal

suite('a process with secret keys', () => {
  let log: TestLog
  before(async () => {
    log = await openTestLog()
  })
  beforeEach(() => log.pool.query('truncate account_credentials'))
  after(() => log[Symbol.asyncDispose]())

  const sealWith = async (key: string): Promise<string> => {
    const id = newId('account')
    const { sealed, keyId } = seal({ token: id }, id, secretKey(key))
    await log.pool.query('insert into account_credentials values ($1, 1, $2, $3)', [
      id,
      sealed,
      keyId,
    ])
    return id
  }
  const refusal = (ring: string) => missingSecretKeys(log.pool, secretKeys(ring), never)
  const starts = async (ring: string) => assert.equal(await refusal(ring), undefined)

  test('starts when its ring opens all credentials, with any further keys', async () => {
    await starts(first)
    await sealWith(first)
    await starts(first)
    await starts(`${second},${first}`)
    await sealWith(second)
    await starts(`${second},${first}`)
  })

  test('does not start without a key that seals, and names it, how much it seals and what to do', async () => {
    for (let i = 0; i < 3; i += 1) await sealWith(first)
    await sealWith(second)
    const { id } = secretKey(first)
    const message = (await refusal(second)) ?? ''
    assert.ok(message.includes(`${id} (3 accounts). Put them behind the new one`), message)
    assert.ok(message.includes(`rotate-key --give-up ${id}`))
    assert.equal(message.includes(first), false)
    assert.match((await refusal('a key that seals nothing')) ?? '', /\([13] accounts\), /)
  })

  test('starts once a lost key is given up; its credentials stay closed, and no rotation fails on them', async () => {
    const lost = await sealWith(first)
    await sealWith(second)
    assert.equal(await giveUpKey(log.pool, secretKey(first).id), 1)
    assert.equal(await giveUpKey(log.pool, secretKey(first).id), 0)
    await starts(second)
    const ring = secretKeys(`a third key of the test,${second},${first}`)
    assert.deepEqual(await resealCredentials(log.pool, ring), { resealed: 1, left: [] })
    const { rows } = await log.pool.query<Sealed>(
      'select sealed, key_id as "keyId" from account_credentials where account_id = $1',
      [lost],
    )
    assert.throws(() => unseal(rows[0] as Sealed, lost, ring), /sealed with key given-up:/)
  })

  test('retries while the database is away, and reports every other fault', async () => {
    const name = `later_${newId('request').slice(-26)}`
    const url = Object.assign(new URL(log.url), { pathname: name }).href
    await using later = openDatabase({ url, connectionsMax: 1 })
    const asked = missingSecretKeys(later.pool, secretKeys(first), never)
    // It has one connection: the first query has failed when this does.
    await assert.rejects(later.pool.query('select 1'), { code: '3D000' })
    await log.pool.query(`create database ${name}`)
    await assert.rejects(asked, /relation "account_credentials" does not exist/)
    await log.pool.query(`drop database ${name} with (force)`)
  })

  test('ends with the signal while the database is away', async () => {
    await using nowhere = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' })
    const stop = new AbortController()
    const asked = missingSecretKeys(nowhere.pool, secretKeys(first), stop.signal)
    await assert.rejects(nowhere.pool.query('select 1'))
    stop.abort()
    assert.equal(await asked, undefined)
  })
})
