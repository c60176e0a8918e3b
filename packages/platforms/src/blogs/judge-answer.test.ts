import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Answer } from '@pressrun/outbound'
import { judgeAnswer, type ApiError, type Dialect } from './judge-answer.ts'

const now = new Date('2026-01-01T00:00:00Z')
const dialect: Dialect = {
  errorOf: (body) => (body as { error?: ApiError } | undefined)?.error,
  refusesAccount: (code) => code === 'not_allowed',
}

const judge = (status: number, text: string, changes: Partial<Answer> = {}) => {
  const answer: Answer = { outcome: 'answered', status, headers: {}, text, cut: false, ...changes }
  return judgeAnswer(answer, { dialect, secrets: 'quiet-harbour', now })
}

const error = (code: string, status?: number) =>
  JSON.stringify({ error: { code, message: 'no', status } })

suite('judging a blog’s response', () => {
  for (const [why, status, text, outcome, code] of [
    ['a success', 200, '{"id":7}', 'replied', undefined],
    ['a success without a body', 204, '', 'replied', undefined],
    ['a success that is not JSON', 200, '<b>Warning</b>{"id":7}', 'unknown', 'answer-unreadable'],
    ['a refusal inside a success', 200, error('bad_slug', 400), 'rejected', 'bad_slug'],
    ['a refused log-in inside a success', 200, error('who', 401), 'auth-required', undefined],
    ['a failure inside a success', 200, error('broken', 500), 'unknown', 'http-500'],
    ['an error inside a success that says no more', 200, error('x'), 'unknown', 'http-500'],
    ['an error that calls itself a success', 200, error('x', 200), 'unknown', 'http-500'],
    ['a refusal with a code', 400, error('bad_slug'), 'rejected', 'bad_slug'],
    ['a refusal with an odd code', 400, error('a b'), 'rejected', 'http-400'],
    ['a code with a secret', 400, error('quiet-harbour'), 'rejected', 'http-400'],
    ['a 403 about the account', 403, error('not_allowed'), 'auth-required', undefined],
    ['a 403 about anything else', 403, error('spam'), 'rejected', 'spam'],
    ['a 403 of a firewall', 403, '<html>', 'rejected', 'http-403'],
    ['a redirect', 302, '', 'rejected', 'redirected'],
    ['a time-out of the platform', 408, error('late'), 'unknown', 'http-408'],
    ['maintenance', 503, '<html>', 'unknown', 'http-503'],
  ] as const) {
    test(`${why} is ${outcome}`, () => {
      const reply = judge(status, text)
      assert.deepEqual([reply.outcome, 'code' in reply ? reply.code : undefined], [outcome, code])
    })
  }

  test('a response that was cut is not success', () => {
    assert.equal(judge(200, '{"id":7}', { cut: true }).outcome, 'unknown')
  })
})
