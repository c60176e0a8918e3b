import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { keptText, keptTextMax } from './kept-text.ts'

suite('text kept from a platform', () => {
  test('is cut at its limit', () => {
    const kept = keptText('a'.repeat(5_000), {})
    assert.equal(kept.length, keptTextMax)
    assert.ok(kept.endsWith('…'))
  })

  test('is one line', () => assert.equal(keptText('a\r\n\u0000b\u2028c', {}), 'a b c'))

  test('holds no credential, nor a word of one, however deep it lies', () => {
    const credentials = { token: 'tok-12345', headers: { authorization: 'Bearer abc-98765' } }
    const said = 'no tok-12345, no Bearer abc-98765, not even "abc-98765"'
    assert.equal(keptText(said, credentials), 'no [redacted], no [redacted], not even "[redacted]"')
  })

  test('holds no half of a credential at the cut', () => {
    const secret = 's3cret-s3cret'
    const kept = keptText(`${'a'.repeat(keptTextMax - 6)}${secret}`, { secret })
    assert.ok(!kept.includes('s3c'), kept.slice(-20))
  })
})
