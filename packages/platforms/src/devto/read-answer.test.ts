import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readAnswer } from './read-answer.ts'

const now = new Date('2026-01-01T00:00:00Z')

const read = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = { outcome: 'answered', status, headers, text, cut: false } as const
  return readAnswer(answer, { apiKey: 'quiet-harbour' }, now)
}

const code = (reply: ReturnType<typeof read>) => ('code' in reply ? reply.code : reply.outcome)

suite('reading a Forem’s response', () => {
  for (const [error, expected] of [
    ['Title has already been used in the last five minutes', 'title-used-lately'],
    ['Body markdown has already been taken', 'already-taken'],
    ['Title is too long (maximum is 128 characters for full_post)', 'http-422'],
  ] as const) {
    test(`422 “${error}” is ${expected}`, () => {
      assert.equal(code(read(422, { error, status: 422 })), expected)
    })
  }

  test('an error inside a 200 is an error', () => {
    assert.equal(code(read(200, { error: 'unauthorized', status: 401 })), 'auth-required')
    assert.equal(code(read(200, { error: 'Title is too long', status: 422 })), 'http-422')
    assert.equal(code(read(200, { error: 'oh' })), 'http-422')
    assert.equal(code(read(200, { error: 'Bad gateway', status: 502 })), 'http-502')
  })

  test('a rate limit may have its end in the message; the header goes first', () => {
    const body = { error: 'Rate limit reached, try again in 30 seconds', status: 429 }
    const limited = { outcome: 'rate-limited', scope: 'account' }
    const at = (second: string) => new Date(`2026-01-01T00:00:${second}Z`)
    assert.deepEqual(read(429, body), { ...limited, until: at('30') })
    assert.deepEqual(read(429, body, { 'retry-after': '7' }), { ...limited, until: at('07') })
    assert.deepEqual(read(429, ''), limited)
  })

  test('a body that is not JSON leaves the outcome unknown', () => {
    assert.equal(code(read(200, '<html>')), 'answer-unreadable')
  })
})
