import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Answer } from '@pressrun/outbound'
import { readAnswer } from './read-answer.ts'

const now = new Date('2026-01-01T00:00:00Z')
const secret = 'quiet-harbour'

const read = (status: number, text = '', changes: Partial<Answer> = {}) =>
  readAnswer(
    { outcome: 'answered', status, headers: {}, text, cut: false, ...changes },
    { secret },
    now,
  )

suite('reading a receiver’s response', () => {
  for (const [status, outcome, code] of [
    [200, 'published', undefined],
    [204, 'published', undefined],
    [304, 'rejected', 'redirected'],
    [307, 'rejected', 'redirected'],
    [400, 'rejected', 'http-400'],
    [401, 'auth-required', undefined],
    [403, 'auth-required', undefined],
    [404, 'rejected', 'http-404'],
    [408, 'unknown', 'http-408'],
    [410, 'rejected', 'http-410'],
    [425, 'unknown', 'http-425'],
    [429, 'rate-limited', undefined],
    [500, 'unknown', 'http-500'],
    [503, 'unknown', 'http-503'],
  ] as const) {
    test(`${status} is ${outcome}${code ? ` (${code})` : ''}`, () => {
      const reply = read(status)
      assert.deepEqual([reply.outcome, 'code' in reply ? reply.code : undefined], [outcome, code])
    })
  }

  test('id and url of a JSON response are stored', () => {
    const text = '{"id":"post-7","url":"https://example.org/7","more":1}'
    assert.deepEqual(read(201, text), {
      outcome: 'published',
      remoteId: 'post-7',
      url: 'https://example.org/7',
    })
  })

  for (const [why, text] of [
    ['is not JSON', '{"id":'],
    ['is a list', '["id"]'],
    ['has an id that is no name', '{"id":[7]}'],
    ['says that there were no errors', '{"error":[],"errors":{}}'],
    ['says nothing', '{}'],
    ['says that its error has code 0', '{"error":{"code":0,"message":"ok"}}'],
    ['has an endless id', JSON.stringify({ id: 'x'.repeat(501) })],
    ['has a url that is none of the web', '{"url":"javascript:alert(1)"}'],
    ['echoes a credential', `{"id":"${secret}-1","url":"https://example.org/?${secret}"}`],
  ] as const) {
    test(`a response that ${why} is published without them`, () => {
      assert.deepEqual(read(200, text), { outcome: 'published' })
    })
  }

  test('a numeric id is stored', () => {
    assert.deepEqual(read(201, '{"id":7}'), { outcome: 'published', remoteId: '7' })
  })

  for (const [text, words] of [
    ['{"error":"no such channel"}', 'no such channel'],
    ['{"ok":false}', '{"ok":false}'],
    ['{"success":false}', '{"success":false}'],
    ['{"success":false,"id":7}', '{"success":false,"id":7}'],
    ['{"errors":["no such channel"]}', 'no such channel'],
    ['{"error":{"code":12}}', '{"error":{"code":12}}'],
    ['{"error":{"message":"full"}}', 'full'],
  ] as const) {
    test(`200 ${text} is an error`, () => {
      assert.deepEqual(read(200, text), {
        outcome: 'rejected',
        code: 'error-in-answer',
        message: `HTTP 200: ${words}`,
      })
    })
  }

  test('a response that shows the post is no error, whatever else it holds', () => {
    const text = '{"id":"post-7","error":"no preview"}'
    assert.deepEqual(read(200, text), { outcome: 'published', remoteId: 'post-7' })
  })

  test('a response cut off at its limit is not read', () => {
    assert.deepEqual(read(200, '{"id":"7"}', { cut: true }), { outcome: 'published' })
  })
})
