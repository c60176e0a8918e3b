import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { seal, secretKey, unseal } from './credentials.ts'

const key = secretKey('a long secret')
const account = 'account_01h455vb4pex5vsknk084sn02q'
const credentials = { accessToken: 'hunter2', nested: ['é'] }

suite('sealing credentials', () => {
  test('opens with the same key, for the same account', () =>
    assert.deepEqual(unseal(seal(credentials, account, key), account, key), credentials))

  test('gives other bytes each time, none of them the secret', () => {
    const [first, second] = [seal(credentials, account, key), seal(credentials, account, key)]
    assert.notDeepEqual(first.sealed, second.sealed)
    assert.ok(!first.sealed.includes('hunter2'))
  })

  test('names the key it took, without giving it away', () => {
    const { keyId } = seal(credentials, account, key)
    assert.equal(keyId, secretKey('a long secret').id)
    assert.notEqual(keyId, secretKey('another secret').id)
    assert.ok(!key.key.toString('hex').includes(keyId))
  })

  test('does not open with another key, and says which it was', () => {
    const sealed = seal(credentials, account, key)
    assert.throws(() => unseal(sealed, account, secretKey('another')), new RegExp(key.id))
    const disguised = { ...secretKey('another'), id: key.id }
    assert.throws(() => unseal(sealed, account, disguised), /unable to authenticate/i)
  })

  test('does not open for another account', () =>
    assert.throws(
      () => unseal(seal(credentials, account, key), `${account.slice(0, -1)}r`, key),
      /unable to authenticate/i,
    ))

  test('does not open when any byte was changed', () => {
    const { sealed, keyId } = seal(credentials, account, key)
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed)
      changed[i] = (changed[i] ?? 0) ^ 1
      assert.throws(() => unseal({ sealed: changed, keyId }, account, key))
    }
  })

  test('does not open when it was cut short, not even into the tag', () => {
    const { sealed, keyId } = seal(credentials, account, key)
    for (const length of [0, 12, 16, 20, 27, 28, sealed.length - 1])
      assert.throws(() => unseal({ sealed: sealed.subarray(0, length), keyId }, account, key))
    assert.throws(
      () => unseal({ sealed: sealed.subarray(0, 20), keyId }, account, key),
      /authentication tag/i,
    )
  })
})
