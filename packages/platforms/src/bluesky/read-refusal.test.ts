import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readRefusal } from './read-refusal.ts'

const now = new Date('2026-03-29T06:30:00Z')
const secret = 'quiet-harbour'

const read = (status: number, error?: string, headers: Record<string, string> = {}) => {
  const reply = { error, message: `no, ${secret}` }
  const text = JSON.stringify(reply)
  const answer = {
    outcome: 'answered',
    status,
    headers,
    text,
    cut: false,
    reply,
    error,
  } as const
  return readRefusal(answer, { secret }, now)
}

suite('the meaning of a PDS’s refusal', () => {
  for (const [status, error, outcome, code] of [
    [400, 'InvalidRequest', 'rejected', 'invalid-request'],
    [400, 'InvalidToken', 'auth-required', undefined],
    [400, 'ExpiredToken', 'auth-required', undefined],
    [401, 'AuthenticationRequired', 'auth-required', undefined],
    [401, 'AuthFactorTokenRequired', 'auth-required', undefined],
    [400, 'AccountTakedown', 'auth-required', undefined],
    [403, 'Forbidden', 'auth-required', undefined],
    [404, undefined, 'rejected', 'http-404'],
    [413, 'PayloadTooLarge', 'rejected', 'payload-too-large'],
    [400, 'no "name"', 'rejected', 'http-400'],
    [302, undefined, 'rejected', 'redirected'],
    [429, undefined, 'rate-limited', undefined],
    [200, 'RateLimitExceeded', 'rate-limited', undefined],
    [408, undefined, 'unknown', 'http-408'],
    [500, 'InternalServerError', 'unknown', 'internal-server-error'],
    [502, 'UpstreamFailure', 'unknown', 'upstream-failure'],
    [502, undefined, 'unknown', 'http-502'],
    [200, 'InternalServerError', 'unknown', 'internal-server-error'],
    [200, 'InvalidRequest', 'rejected', 'invalid-request'],
  ] as const) {
    test(`${status} ${error ?? ''} is ${outcome}${code ? ` (${code})` : ''}`, () => {
      const refusal = read(status, error)
      const reply = 'code' in refusal ? refusal.code : undefined
      assert.deepEqual([refusal.outcome, reply], [outcome, code])
      assert.ok(!JSON.stringify(refusal).includes(secret))
    })
  }

  test('a limit ends at `ratelimit-reset`, in seconds since 1970', () => {
    const until = new Date(now.getTime() + 90_000)
    const reset = String(until.getTime() / 1000)
    assert.deepEqual(read(429, undefined, { 'ratelimit-reset': reset }), {
      outcome: 'rate-limited',
      scope: 'account',
      until,
    })
    for (const odd of ['', 'soon', '-1', '9'.repeat(30)])
      assert.equal('until' in read(429, undefined, { 'ratelimit-reset': odd }), false, odd)
  })
})
