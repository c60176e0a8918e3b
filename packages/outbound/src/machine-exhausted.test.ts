import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { suite, test } from 'node:test'
import { promisify } from 'node:util'
import { notSent } from './failure.ts'
import { causeOfLookupError } from './cause-of-lookup-error.ts'
import { serveLocally } from './testing/local-server.ts'

const fixture = fileURLToPath(new URL('without-descriptors.fixture.ts', import.meta.url))
const withFewDescriptors = 'ulimit -n 100; exec "$0" "$@"'

suite('a machine with no resources left to connect with', () => {
  test(
    'says so itself, and nothing of the other one',
    { skip: process.platform === 'win32' },
    async () => {
      await using server = await serveLocally((_request, response) => response.end())
      const args = ['-c', withFewDescriptors, process.execPath, fixture, server.origin]
      const { stdout } = await promisify(execFile)('/bin/sh', args)
      const exhausted = 'not-sent machine-exhausted'
      assert.deepEqual(JSON.parse(stdout), { ends: ['200', exhausted, exhausted], heard: 2 })
      assert.deepEqual(server.received, ['hello'])
    },
  )

  for (const code of ['EMFILE', 'ENFILE', 'ENOMEM', 'ENOBUFS', 'EAGAIN', 'EADDRNOTAVAIL'])
    test(`has sent nothing: ${code}`, () => {
      const error = Object.assign(new Error(`connect ${code}`), { code })
      assert.equal(notSent(error).code, 'machine-exhausted')
    })
})

test('a name not found while resources were left does not exist', () => {
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND x'), { code: 'ENOTFOUND' })
  assert.equal(causeOfLookupError(error), error)
})
