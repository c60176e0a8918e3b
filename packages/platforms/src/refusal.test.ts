import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Answer } from '@pressrun/outbound'
import { describeAnswer, readRefusal } from './refusal.ts'

const credentials = { token: 'quiet-harbour-at-dawn' }
const answer = (status: number, text: string, headers: Answer['headers'] = {}): Answer => ({
  outcome: 'answered',
  status,
  headers,
  text,
  cut: false,
})

suite('the description of a response', () => {
  for (const [what, text, words] of [
    ['nothing of an empty one', '', 'HTTP 502'],
    ['a plain text', 'Bad gateway', 'HTTP 502: Bad gateway'],
    ['the message of a JSON error', '{"error":{"message":"No","code":7}}', 'HTTP 502: No'],
    ['the first of several', '{"errors":[{"title":"A"},{"title":"B"}]}', 'HTTP 502: A'],
    ['a problem of RFC 9457', '{"title":"Gone","detail":"It is gone."}', 'HTTP 502: It is gone.'],
    ['an OAuth error', '{"error":"invalid","error_description":"Expired"}', 'HTTP 502: Expired'],
    [
      'the title of a web page',
      '<!DOCTYPE html><html><head><title>Just a\nmoment</title>',
      'HTTP 502: Just a moment',
    ],
    ['nothing of a page without one', '<html><body><h1>Oops</h1>', 'HTTP 502'],
    [
      'no secret',
      `the token ${credentials.token} is over`,
      'HTTP 502: the token [redacted] is over',
    ],
  ] as const)
    test(what, () => assert.equal(describeAnswer(answer(502, text), credentials), words))

  test('has at most 200 characters of JSON or text of unknown form', () => {
    for (const text of [`{"a":"${'x'.repeat(1_000)}"}`, 'y'.repeat(1_000)])
      assert.equal(describeAnswer(answer(502, text), credentials).length, 'HTTP 502: '.length + 200)
  })
})

suite('a secret at the cut of a description', () => {
  const secret = credentials.token
  for (const encoding of ['utf8', 'hex', 'base64', 'base64url'] as const)
    for (const [what, around] of [
      ['text', (echo: string) => echo],
      ['the message of a JSON error', (echo: string) => JSON.stringify({ message: echo })],
      ['the title of a page', (echo: string) => `<html><title>${echo}</title>`],
    ] as const)
      test(`is not shown in part: ${encoding} in ${what}`, () => {
        const echo = Buffer.from(`${'y'.repeat(90)}:${secret}`).toString(encoding)
        for (let before = 0; before < 200; before++) {
          const told = describeAnswer(
            answer(502, around(`${'x'.repeat(before)} ${echo}`)),
            credentials,
          )
          for (let at = 0; at + 8 <= secret.length; at++) {
            const piece = Buffer.from(secret.slice(at, at + 8))
              .toString(encoding)
              .slice(0, 8)
            assert.ok(!told.includes(piece), told)
          }
        }
      })
})

suite('a server that redirects', () => {
  for (const [what, location, told] of [
    [
      'to another host',
      'https://www.example.com/wp-json/wp/v2/posts',
      'use https://www.example.com',
    ],
    [
      'to TLS, below a path',
      'https://a.example/blog/ghost/api/admin/posts/',
      'use https://a.example/blog',
    ],
    ['with a name in it', 'https://me:pw@a.example/xrpc/x', 'use https://a.example'],
    ['to a page of its own', '/login', 'to another of its pages'],
    ['to nowhere', undefined, 'the server redirects'],
  ] as const)
    test(`${what} is refused, with the account's new address`, () => {
      const refusal = readRefusal(
        answer(301, '<html>', { location }),
        credentials,
        new Date('2026-01-01T00:00:00Z'),
      )
      assert.ok(refusal.outcome === 'rejected' && refusal.code === 'redirected')
      assert.ok(refusal.message.endsWith(told), refusal.message)
    })
})
