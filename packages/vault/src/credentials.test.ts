import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { seal, secretKey, secretKeys, unseal } from './credentials.ts'

const keys = secretKeys('a very long secret')
const key = keys.current
const account = 'account_01h455vb4pex5vsknk084sn02q'
const credentials = { accessToken: 'hunter2', nested: ['é'] }

suite('sealing credentials', () => {
  test('opens with the same key, for the same account', () =>
    assert.deepEqual(unseal(seal(credentials, account, key), account, keys), credentials))

  test('gives other bytes each time, none of them the secret', () => {
    const [first, second] = [seal(credentials, account, key), seal(credentials, account, key)]
    assert.notDeepEqual(first.sealed, second.sealed)
    assert.ok(!first.sealed.includes('hunter2'))
  })

  test('names the key that sealed it, without revealing it', () => {
    const { keyId } = seal(credentials, account, key)
    assert.equal(keyId, secretKey('a very long secret').id)
    assert.notEqual(keyId, secretKey('another secret').id)
    assert.ok(!key.key.toString('hex').includes(keyId))
  })

  test('does not open with another key, and names the right one', () => {
    const sealed = seal(credentials, account, key)
    assert.throws(
      () => unseal(sealed, account, secretKeys('another long secret')),
      new RegExp(key.id),
    )
    const disguised = { current: key, byId: new Map([[key.id, secretKey('another')]]) }
    assert.throws(() => unseal(sealed, account, disguised), /unable to authenticate/i)
  })

  test('does not open for another account', () =>
    assert.throws(
      () => unseal(seal(credentials, account, key), `${account.slice(0, -1)}r`, keys),
      /unable to authenticate/i,
    ))

  test('does not open when any byte was changed', () => {
    const { sealed, keyId } = seal(credentials, account, key)
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed)
      changed[i] = (changed[i] ?? 0) ^ 1
      assert.throws(() => unseal({ sealed: changed, keyId }, account, keys))
    }
  })

  test('does not open when it was cut short, not even into the tag', () => {
    const { sealed, keyId } = seal(credentials, account, key)
    for (const length of [0, 12, 16, 20, 27, 28, sealed.length - 1])
      assert.throws(() => unseal({ sealed: sealed.subarray(0, length), keyId }, account, keys))
    assert.throws(
      () => unseal({ sealed: sealed.subarray(0, 20), keyId }, account, keys),
      /authentication tag/i,
    )
  })
})

suite('a ring of keys', () => {
  test('seals with the first and opens with each', () => {
    const ring = secretKeys('the newest of them all, a very long secret')
    assert.equal(ring.current.id, secretKey('the newest of them all').id)
    assert.deepEqual(unseal(seal(credentials, account, key), account, ring), credentials)
    const sealed = seal(credentials, account, ring.current)
    assert.deepEqual(unseal(sealed, account, ring), credentials)
    assert.throws(() => unseal(sealed, account, keys), new RegExp(ring.current.id))
  })

  for (const text of [
    '',
    'short',
    'a very long secret,',
    ',a very long secret',
    'a very long secret,x',
  ])
    test(`takes no key that can be guessed: "${text}"`, () =>
      assert.throws(() => secretKeys(text), RangeError))
})
