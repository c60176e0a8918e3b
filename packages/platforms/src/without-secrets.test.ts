import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { withoutSecrets } from './without-secrets.ts'

const secret = 'tok-12345-67890'
const credentials = { token: secret }
const clean = <Said extends object>(said: Said) => withoutSecrets(said, credentials)

suite('what a connector answers', () => {
  test('is left as it is when it holds no secret', () => {
    const until = new Date(0)
    for (const said of [
      { outcome: 'published', remoteId: '7', url: 'https://a.example/7' },
      { outcome: 'rate-limited', scope: 'account', until },
      { outcome: 'rejected', code: 'http-400', message: 'HTTP 400: no' },
      { outcome: 'verified', identity: { id: '7', name: 'me' }, limits: [] },
      { outcome: 'absent' },
    ])
      assert.deepEqual(clean(said), said)
  })

  test('is named by no secret', () => {
    const url = `https://a.example/${encodeURIComponent(secret)}`
    const outcome = 'published'
    assert.deepEqual(clean({ outcome, remoteId: secret, url }), { outcome })
    assert.deepEqual(clean({ outcome, remoteId: '7', url }), { outcome, remoteId: '7' })
  })

  test('says what was wrong without the secret', () => {
    const said = { outcome: 'rejected', code: secret, message: `no ${secret}` }
    assert.deepEqual(clean(said), { ...said, code: 'redacted', message: 'no [redacted]' })
  })

  test('knows nobody by a secret', () => {
    const identity = { id: '7', name: Buffer.from(secret).toString('base64'), url: secret }
    const said = { outcome: 'verified', identity }
    assert.deepEqual(clean(said), { outcome: 'verified', identity: { id: '7' } })
  })

  test('may say words that are secrets, too', () =>
    assert.deepEqual(withoutSecrets({ outcome: 'absent' }, { password: 'absent' }), {
      outcome: 'absent',
    }))
})
