import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { temporaryDirectory } from '@pressrun/tests'
import { problemOf } from './api-client.ts'
import { findApiTarget } from './api-target.ts'

const refused = JSON.stringify({ code: 'unauthenticated', detail: 'The API key was revoked.' })

suite("the API's address and key", () => {
  test('an invalid address is refused by the name of its setting', () => {
    for (const [options, env, message] of [
      [{ url: 'localhost:8080' }, {}, /^--url must look like http:/],
      [{}, { PRESSRUN_URL: 'notaurl' }, /^PRESSRUN_URL must look like http:/],
      [{}, { PRESSRUN_DATA_DIR: '/nowhere', PRESSRUN_PORT: '99999' }, /^PRESSRUN_PORT is no port/],
    ] as const) {
      assert.throws(() => findApiTarget({ key: 'k', ...options }, env), {
        name: 'OperatorError',
        message,
      })
    }
  })

  test('a key that is refused is named by where it was found', async () => {
    await using directory = temporaryDirectory()
    const kept = join(directory.path, 'admin-key')
    writeFileSync(kept, 'prk_kept\n')
    const env = { PRESSRUN_DATA_DIR: directory.path }
    for (const [options, more, key, source] of [
      [{ key: 'prk_option' }, { PRESSRUN_ADMIN_KEY: 'prk_variable' }, 'prk_option', '--key'],
      [{}, { PRESSRUN_ADMIN_KEY: 'prk_variable' }, 'prk_variable', 'PRESSRUN_ADMIN_KEY'],
      [{}, { PRESSRUN_ADMIN_KEY: ' ' }, 'prk_kept', kept],
    ] as const) {
      const target = findApiTarget({ url: 'http://h', ...options }, { ...env, ...more })
      assert.equal(target.key, key)
      const { message } = problemOf(401, refused, target)
      assert.ok(message.includes(`the key is from ${source};`), message)
      assert.ok(!message.includes('prk_'), message)
    }
  })
})
