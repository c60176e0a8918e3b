import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readPublished } from './read-answer.ts'

const now = new Date('2026-01-01T00:00:00Z')
const credentials = { accessToken: 'quiet-harbour' }
const status = { id: '7', url: 'https://social.example/@ann/7' }

const read = (code: number, body: unknown, headers: Record<string, string> = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = { outcome: 'answered', status: code, headers, text, cut: false } as const
  return readPublished(answer, credentials, now)
}

suite('reading Mastodon’s response to a new status', () => {
  test('id and URL prove that it exists', () => {
    assert.deepEqual(read(200, { ...status, content: '<p>Ebb</p>' }), {
      outcome: 'published',
      remoteId: '7',
      url: status.url,
    })
  })

  for (const [what, body] of [
    ['an error', { error: 'Something went wrong' }],
    ['a page', '<html>Welcome</html>'],
    ['a status that is only scheduled', { id: '7', scheduled_at: '2026-01-02T00:00:00Z' }],
    ['a URL that is none', { id: '7', url: 'javascript:alert(1)' }],
    ['nothing', ''],
  ] as const) {
    test(`a 200 with ${what} proves nothing`, () => {
      const reply = read(200, body)
      assert.deepEqual(
        [reply.outcome, 'code' in reply && reply.code],
        ['unknown', 'answer-unreadable'],
      )
    })
  }

  for (const [code, outcome] of [
    [302, 'rejected'],
    [401, 'auth-required'],
    [403, 'auth-required'],
    [404, 'rejected'],
    [408, 'unknown'],
    [422, 'rejected'],
    [500, 'unknown'],
    [503, 'unknown'],
  ] as const) {
    test(`${code} is ${outcome}`, () => assert.equal(read(code, { error: 'x' }).outcome, outcome))
  }

  test('a refusal has its reason, and no token', () => {
    const reply = read(422, { error: 'Text character limit exceeded by quiet-harbour' })
    assert.ok('message' in reply && reply.message.includes('Text character limit'))
    assert.ok(!JSON.stringify(reply).includes(credentials.accessToken))
  })

  test('429 gives the end of the window, sooner if the server says so', () => {
    const reset = { 'x-ratelimit-reset': '2026-01-01T00:04:00.000Z' }
    const scope = 'account'
    const outcome = 'rate-limited'
    assert.deepEqual(read(429, '', reset), {
      outcome,
      scope,
      until: new Date(reset['x-ratelimit-reset']),
    })
    assert.deepEqual(read(429, '', { ...reset, 'retry-after': '9' }), {
      outcome,
      scope,
      until: new Date(now.getTime() + 9_000),
    })
    const seconds = { 'x-ratelimit-reset': String(now.getTime() / 1_000 + 60) }
    assert.deepEqual(read(429, '', seconds), {
      outcome,
      scope,
      until: new Date(now.getTime() + 60_000),
    })
    assert.deepEqual(read(429, ''), { outcome, scope })
  })
})
