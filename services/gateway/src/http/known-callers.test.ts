import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { suite, test } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { ClientGone } from './client-gone.ts'
import { KnownCallers } from './known-callers.ts'

const withKey = (authorization?: string) =>
  ({ headers: { authorization } }) as FastifyRequest & IncomingMessage

suite('known callers', () => {
  test('are those with a valid key, for as long as it is valid', async () => {
    const callers = new KnownCallers()
    let refusal: Error | undefined
    const authenticate = callers.noting(async (request) => {
      if (refusal) throw refusal
      Object.assign(request, { apiKey: { id: 'key_1' } })
    })
    assert.equal(callers.callerOf(withKey('Bearer a')), undefined)
    await authenticate(withKey('Bearer a'))
    assert.equal(callers.callerOf(withKey('Bearer a')), 'key_1')
    assert.equal(callers.callerOf(withKey('Bearer b')), undefined)
    assert.equal(callers.callerOf(withKey()), undefined)
    refusal = new ClientGone()
    await assert.rejects(authenticate(withKey('Bearer a')))
    assert.equal(callers.callerOf(withKey('Bearer a')), 'key_1')
    refusal = new Error('revoked')
    await assert.rejects(authenticate(withKey('Bearer a')))
    assert.equal(callers.callerOf(withKey('Bearer a')), undefined)
  })
})
