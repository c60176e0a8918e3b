import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { suite, test } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { KnownCallers } from './known-callers.ts'

const withKey = (authorization?: string) =>
  ({ headers: { authorization } }) as FastifyRequest & IncomingMessage

suite('known callers', () => {
  test('are those whose key was found to hold, for as long as it does', async () => {
    const callers = new KnownCallers()
    let holds = true
    const authenticate = callers.noting(async () => {
      if (!holds) throw new Error('revoked')
    })
    assert.equal(callers.knows(withKey('Bearer a')), false)
    await authenticate(withKey('Bearer a'))
    assert.equal(callers.knows(withKey('Bearer a')), true)
    assert.equal(callers.knows(withKey('Bearer b')), false)
    assert.equal(callers.knows(withKey()), false)
    holds = false
    await assert.rejects(authenticate(withKey('Bearer a')))
    assert.equal(callers.knows(withKey('Bearer a')), false)
  })
})
