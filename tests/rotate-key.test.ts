import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { suite, test } from 'node:test'
import {
  deskOf,
  query,
  startInstance,
  startSink,
  temporaryDirectory,
  type Instance,
} from './support/index.ts'

const mainFile = resolve(import.meta.dirname, '../packages/cli/src/main.ts')

/** Runs `pressrun rotate-key`; returns its exit code and its output. */
function rotateKey(dataDir: string, env: Record<string, string> = {}) {
  return new Promise<{ code: number; output: string }>((done) => {
    const child = execFile(
      process.execPath,
      [mainFile, 'rotate-key'],
      {
        env: {
          PATH: process.env['PATH'],
          NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
          PRESSRUN_DATA_DIR: dataDir,
          ...env,
        },
      },
      (_error, stdout, stderr) => done({ code: child.exitCode ?? -1, output: stdout + stderr }),
    )
  })
}

const keyIds = (instance: Instance) =>
  query<{ key_id: string }>(instance, 'select distinct key_id from account_credentials')

suite('rotating the key', () => {
  test('needs a stopped instance, survives being killed, and leaves accounts that publish', async () => {
    await using directory = temporaryDirectory()
    await using sink = await startSink()
    const dataDir = directory.path
    const file = join(dataDir, 'secret-key')
    const kept = () => readFileSync(file, 'utf8').trim()
    let accountIds: string[]
    {
      await using instance = await startInstance({ dataDir })
      const credentials = { headers: { 'x-token': 'tok-of-the-story' } }
      accountIds = await deskOf(instance).connectWebhooks(sink, 3, { credentials })
      const { code, output } = await rotateKey(dataDir)
      assert.equal(code, 1, output)
      assert.match(output, /^pressrun: Pressrun already runs on .* stop it first/)
    }
    const oldKey = kept()

    // As one that was killed when both keys were on disk, and nothing was re-sealed.
    const newKey = 'the-key-of-the-rotation-that-was-killed'
    writeFileSync(file, `${newKey},${oldKey}\n`)
    const { code, output } = await rotateKey(dataDir)
    assert.equal(code, 0, output)
    assert.match(output, /^3 re-sealed/)
    assert.equal(kept(), newKey)
    assert.equal(output.includes(newKey) || output.includes(oldKey), false)

    const again = await rotateKey(dataDir)
    assert.equal(again.code, 0, again.output)
    assert.notEqual(kept(), newKey)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    const retired = readdirSync(dataDir).filter((name) => name.startsWith('secret-key-retired-'))
    assert.deepEqual(
      retired.map((name) => readFileSync(join(dataDir, name), 'utf8').trim()).toSorted(),
      [newKey, oldKey].toSorted(),
    )
    for (const name of retired) assert.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600)

    await using instance = await startInstance({ dataDir })
    const desk = deskOf(instance)
    const run = await desk.completed(await desk.publish(accountIds))
    assert.equal(run.counts.published, 3)
    assert.deepEqual(
      sink.posts.map(({ headers }) => headers['x-token']),
      Array(3).fill('tok-of-the-story'),
    )
  })

  test('to a key of the environment works while everything runs', async () => {
    await using sink = await startSink()
    const [oldKey, newKey] = ['the operator once chose this', 'and now the operator takes this']
    const both = `${newKey},${oldKey}`
    await using directory = temporaryDirectory()
    const dataDir = directory.path
    let accountIds: string[]
    {
      await using instance = await startInstance({ dataDir, env: { PRESSRUN_SECRET_KEY: oldKey } })
      const credentials = { headers: { 'x-token': 'tok-of-the-story' } }
      accountIds = await deskOf(instance).connectWebhooks(sink, 2, { credentials })
    }
    // With the new key alone it would hold the accounts; it refuses instead.
    const refused = await startInstance({ dataDir, env: { PRESSRUN_SECRET_KEY: newKey } }).then(
      () => assert.fail('it started without the key that seals'),
      ({ message, cause }: Error) => ({ message, code: (cause as Error).message }),
    )
    assert.equal(refused.code, 'it ended with 78')
    assert.match(
      refused.message,
      /PRESSRUN_SECRET_KEY, .* lacks keys that seal credentials: \w{12} \(2 accounts\)/,
    )
    assert.equal(refused.message.includes(newKey), false)
    await using instance = await startInstance({ dataDir, env: { PRESSRUN_SECRET_KEY: both } })
    const one = await rotateKey(dataDir, { PRESSRUN_SECRET_KEY: newKey })
    assert.equal(one.code, 1)
    assert.match(one.output, /holds one key/)

    const before = await keyIds(instance)
    const { code, output } = await rotateKey(dataDir, { PRESSRUN_SECRET_KEY: both })
    assert.equal(code, 0, output)
    assert.match(output, /^2 re-sealed/)
    const [first, ...more] = await keyIds(instance)
    assert.deepEqual(more, [])
    assert.notDeepEqual([first], before)

    const desk = deskOf(instance)
    const run = await desk.completed(await desk.publish(accountIds))
    assert.equal(run.counts.published, 2)
  })
})
