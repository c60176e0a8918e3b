import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { suite, test } from 'node:test'
import { tokenOf } from './token.ts'

suite('a Ghost token', () => {
  const now = new Date('2026-03-29T06:30:00.400Z')
  const [head = '', claims = '', signature] = tokenOf('64a1:00ff', now).split('.')
  const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())

  test('names the key and lives for five minutes', () => {
    assert.deepEqual(decode(head), { alg: 'HS256', typ: 'JWT', kid: '64a1' })
    const iat = Date.parse('2026-03-29T06:30:00Z') / 1000
    assert.deepEqual(decode(claims), { iat, exp: iat + 300, aud: '/admin/' })
  })

  test('is signed with the bytes that the hex encodes', () => {
    const expected = createHmac('sha256', Buffer.from([0, 255])).update(`${head}.${claims}`)
    assert.equal(signature, expected.digest('base64url'))
  })
})
