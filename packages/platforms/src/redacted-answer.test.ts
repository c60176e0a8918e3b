import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { redactedAnswer } from './redacted-answer.ts'

const secret = 'tok-12345-67890'
const credentials = { token: secret }
const clean = <Answer extends object>(answer: Answer) => redactedAnswer(answer, credentials)

suite('the result of a connector', () => {
  test('is left as it is when it holds no secret', () => {
    const until = new Date(0)
    for (const answer of [
      { outcome: 'published', remoteId: '7', url: 'https://a.example/7' },
      { outcome: 'rate-limited', scope: 'account', until },
      { outcome: 'rejected', code: 'http-400', message: 'HTTP 400: no' },
      { outcome: 'verified', identity: { id: '7', name: 'me' }, limits: [] },
      { outcome: 'absent' },
    ])
      assert.deepEqual(clean(answer), answer)
  })

  test('has no secret as its id', () => {
    const url = `https://a.example/${encodeURIComponent(secret)}`
    const outcome = 'published'
    assert.deepEqual(clean({ outcome, remoteId: secret, url }), { outcome })
    assert.deepEqual(clean({ outcome, remoteId: '7', url }), { outcome, remoteId: '7' })
  })

  test('states the error without the secret', () => {
    const answer = { outcome: 'rejected', code: secret, message: `no ${secret}` }
    assert.deepEqual(clean(answer), { ...answer, code: 'redacted', message: 'no [redacted]' })
  })

  test('has no secret as a name', () => {
    const identity = { id: '7', name: Buffer.from(secret).toString('base64'), url: secret }
    const answer = { outcome: 'verified', identity }
    assert.deepEqual(clean(answer), { outcome: 'verified', identity: { id: '7' } })
  })

  test('has nothing that no row takes: NUL, half a character, endless names', () => {
    for (const unfit of ['a\0b', 'a\ud800', 'e'.repeat(900_000)]) {
      const outcome = 'published'
      assert.deepEqual(clean({ outcome, remoteId: unfit, url: unfit }), { outcome })
      const { code, message } = clean({ outcome: 'unknown', code: unfit, message: unfit })
      assert.deepEqual(
        [code, message.length < 501, message.startsWith(unfit[0] ?? '')],
        ['redacted', true, true],
      )
      const identity = { id: '7', name: unfit }
      const software = { name: 'mastodon', version: unfit }
      const told = { outcome: 'verified', identity: { id: '7' }, software: { name: 'mastodon' } }
      assert.deepEqual(clean({ outcome: 'verified', identity, software }), told)
      assert.deepEqual(clean({ outcome: 'verified', software: { name: unfit } }), {
        outcome: 'verified',
      })
    }
  })

  test('may contain words that are secrets, too', () =>
    assert.deepEqual(redactedAnswer({ outcome: 'absent' }, { password: 'absent' }), {
      outcome: 'absent',
    }))
})
