import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { text } from 'node:stream/consumers'
import { temporaryDirectory } from '@pressrun/tests'
import { openDataDirectory } from './data-directory.ts'

const mainFile = new URL('../main.ts', import.meta.url).pathname

suite('the data directory', () => {
  test('is made with its parents', async () => {
    await using directory = temporaryDirectory()
    const dataDir = join(directory.path, 'a', 'b')
    const claimed = await openDataDirectory(dataDir)
    assert.ok(statSync(join(dataDir, 'logs')).isDirectory())
    claimed.release()
  })

  test('goes to one of two that make it at once, and the other gets the reason', async () => {
    await using directory = temporaryDirectory()
    const dataDir = join(directory.path, 'a', 'b')
    const opened = await Promise.allSettled([
      openDataDirectory(dataDir),
      openDataDirectory(dataDir),
    ])
    const refused = opened.filter(({ status }) => status === 'rejected')
    assert.equal(refused.length, 1)
    assert.match(String((refused[0] as PromiseRejectedResult).reason), /already runs on/)
    for (const one of opened) if (one.status === 'fulfilled') one.value.release()
  })

  test('the data directory that is a file is refused', async () => {
    await using directory = temporaryDirectory()
    const file = join(directory.path, 'file')
    writeFileSync(file, '')
    await assert.rejects(openDataDirectory(file), /file cannot be written \(E(NOTDIR|EXIST)\)/)
  })

  const skip = existsSync('/proc/self') ? false : 'there is no /proc here'
  test('is refused where nothing can be made, and not retried for ever', { skip }, async () => {
    const env = { ...process.env, PRESSRUN_DATA_DIR: '/proc/nowhere' }
    const child = spawn(process.execPath, [mainFile, 'up'], {
      env,
      timeout: 60_000,
      killSignal: 'SIGKILL',
    })
    const [output, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    assert.equal(code, 1)
    assert.match(output, /data directory \/proc\/nowhere cannot be written \(ENOENT\)/)
  })
})
