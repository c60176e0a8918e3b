import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { installRealServer } from './install-real-server.ts'
import { runCommand } from './run-command.ts'
import { Unavailable } from './unavailable.ts'

const failing = (error: Error) => ({
  name: 'blog',
  async install(): Promise<string> {
    throw error
  },
})

suite('a real server', () => {
  test('is where it was installed', async () => {
    const server = { name: 'blog', install: () => Promise.resolve('/somewhere') }
    assert.deepEqual(await installRealServer(server), { path: '/somewhere' })
  })

  test('that cannot be installed is left out with the reason, and is a failure in CI', async () => {
    const server = failing(new Unavailable('no apt-get'))
    assert.deepEqual(await installRealServer(server, false), {
      missing: 'blog cannot be had here: no apt-get',
    })
    await assert.rejects(installRealServer(server, true), { message: 'no apt-get' })
  })

  test('whose installation is faulty is a failure everywhere', async () => {
    const server = failing(new TypeError('x is not a function'))
    for (const isCi of [true, false])
      await assert.rejects(installRealServer(server, isCi), { name: 'TypeError' })
  })

  test('cannot be installed where a tool is missing, or fails', async () => {
    for (const [command, args, message] of [
      ['no-such-tool-anywhere', [], /cannot be run$/],
      ['sh', ['-c', 'echo no network >&2; exit 3'], /ended with 3: no network/],
    ] as const)
      await assert.rejects(runCommand(command, args), (error: Error) => {
        assert.ok(error instanceof Unavailable)
        assert.match(error.message, message)
        return true
      })
  })
})
