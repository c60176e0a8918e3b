import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Answer } from '@pressrun/outbound'
import { readAnswer } from './read-answer.ts'

const now = new Date('2026-01-01T00:00:00Z')
const botToken = 'xoxb-quiet-harbour'

const read = (body: unknown, changes: Partial<Answer> = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer: Answer = { outcome: 'answered', status: 200, headers: {}, text, cut: false }
  return readAnswer({ ...answer, ...changes }, { botToken }, now)
}

suite('reading Slack’s response', () => {
  for (const [error, outcome, code] of [
    ['invalid_auth', 'auth-required', undefined],
    ['not_authed', 'auth-required', undefined],
    ['token_revoked', 'auth-required', undefined],
    ['token_expired', 'auth-required', undefined],
    ['account_inactive', 'auth-required', undefined],
    ['missing_scope', 'auth-required', undefined],
    ['channel_not_found', 'rejected', 'channel-not-found'],
    ['not_in_channel', 'rejected', 'not-in-channel'],
    ['is_archived', 'rejected', 'is-archived'],
    ['msg_too_long', 'rejected', 'msg-too-long'],
    ['Something <odd>', 'rejected', 'refused'],
    ['internal_error', 'unknown', 'internal-error'],
    ['fatal_error', 'unknown', 'fatal-error'],
    ['service_unavailable', 'unknown', 'service-unavailable'],
    ['request_timeout', 'unknown', 'request-timeout'],
  ] as const) {
    test(`${error} inside a 200 is ${outcome}`, () => {
      const reply = read({ ok: false, error })
      assert.deepEqual([reply.outcome, 'code' in reply ? reply.code : undefined], [outcome, code])
    })
  }

  test('a rate limit inside a 200 is a rate limit', () => {
    const headers = { 'retry-after': '30' }
    assert.deepEqual(read({ ok: false, error: 'ratelimited' }, { headers }), {
      outcome: 'rate-limited',
      scope: 'account',
      until: new Date('2026-01-01T00:00:30Z'),
    })
  })

  test('names the missing scope', () => {
    const reply = read({ ok: false, error: 'missing_scope', needed: 'chat:write' })
    assert.deepEqual(reply, {
      outcome: 'auth-required',
      message: 'Slack says missing_scope; it needs chat:write',
    })
  })

  test('contains no token', () => {
    const reply = read({ ok: false, error: 'x', response_metadata: { messages: [botToken] } })
    assert.ok(!JSON.stringify(reply).includes(botToken))
  })

  for (const [what, body, changes] of [
    ['is not JSON', '<html>', {}],
    ['says neither yes nor no', {}, {}],
    ['is no object', '[]', {}],
    ['is cut off', { ok: true }, { cut: true }],
  ] as const) {
    test(`a response that ${what} leaves the outcome unknown`, () => {
      assert.equal(read(body, changes).outcome, 'unknown')
    })
  }
})
