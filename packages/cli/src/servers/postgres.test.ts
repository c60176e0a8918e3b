import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { temporaryDirectory } from '@pressrun/tests'
import pg from 'pg'
import { startPostgres } from './postgres.ts'

suite('the embedded Postgres', () => {
  test('commits to disk before it confirms, unless the cluster is disposable', async () => {
    await using directory = temporaryDirectory()
    await using server = await startPostgres({ dataDir: directory.path })
    const query =
      "select current_setting('fsync') || current_setting('synchronous_commit') as durable"
    assert.deepEqual(await ask(server.url, query), [{ durable: 'onon' }])
  })

  test('keeps its password to its owner', async () => {
    await using directory = temporaryDirectory()
    await using server = await startPostgres({ dataDir: directory.path, durable: false })
    assert.equal(statSync(join(directory.path, 'password')).mode & 0o777, 0o600)
    const stranger = Object.assign(new URL(server.url), { password: 'guessed' })
    await assert.rejects(ask(stranger.href, 'select 1'), { code: '28P01' })
  })

  test('refuses a second owner in one line', async () => {
    await using directory = temporaryDirectory()
    await using _server = await startPostgres({ dataDir: directory.path, durable: false })
    await assert.rejects(startPostgres({ dataDir: directory.path }), {
      name: 'OperatorError',
      message:
        /^process \d+ already runs Postgres on .*: stop it, or choose another data directory$/,
    })
  })

  test('comes back after a crash on the same port with what was committed', async () => {
    await using directory = temporaryDirectory()
    const first = await startPostgres({ dataDir: directory.path })
    await ask(first.url, 'create table kept as select 7 as number')
    await first.kill()
    await using second = await startPostgres({ dataDir: directory.path, port: first.port })
    assert.deepEqual(await ask(second.url, 'select number from kept'), [{ number: 7 }])
  })

  test('is not blocked by the pid file of a crash when a foreign process has that pid now', async () => {
    await using directory = temporaryDirectory()
    const first = await startPostgres({ dataDir: directory.path, durable: false })
    await first.kill()
    const pidFile = join(directory.path, 'cluster', 'postmaster.pid')
    const [, ...rest] = readFileSync(pidFile, 'utf8').split('\n')
    writeFileSync(pidFile, [process.pid, ...rest].join('\n'))
    await using _second = await startPostgres({ dataDir: directory.path, durable: false })
  })

  test('does not touch data of another major version', async () => {
    await using directory = temporaryDirectory()
    mkdirSync(join(directory.path, 'cluster'))
    writeFileSync(join(directory.path, 'cluster', 'PG_VERSION'), '16\n')
    await assert.rejects(startPostgres({ dataDir: directory.path }), {
      name: 'OperatorError',
      message: /was written by Postgres 16, this Pressrun brings 18: .*PRESSRUN_DATA_DIR$/,
    })
  })

  test('starts over when making its cluster was interrupted', async () => {
    await using directory = temporaryDirectory()
    mkdirSync(join(directory.path, 'cluster.new'))
    writeFileSync(join(directory.path, 'cluster.new', 'PG_VERSION'), '18\n')
    await using server = await startPostgres({ dataDir: directory.path, durable: false })
    assert.deepEqual(await ask(server.url, 'select 1 as one'), [{ one: 1 }])
  })
})

async function ask(url: string, query: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(query)).rows
  } finally {
    await client.end()
  }
}
