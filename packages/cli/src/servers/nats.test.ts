import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { startTestNats, temporaryDirectory } from '@pressrun/tests'
import { findNatsServer, type NatsSource } from './find-nats.ts'
import { natsGreeting } from './nats-greeting.ts'
import { natsConfiguration } from './nats-settings.ts'
import { startNats } from './nats.ts'

const binary = process.env['PRESSRUN_TEST_NATS_BINARY'] ?? 'nats-server'

suite('the embedded NATS', () => {
  test('is ready, with JetStream, once it is started', async () => {
    await using server = await startTestNats()
    assert.equal((await natsGreeting(server.host, server.port)).jetstream, true)
  })

  test('refuses a second owner in one line', async () => {
    await using directory = temporaryDirectory()
    await using _server = await startNats({ binary, dataDir: directory.path })
    await assert.rejects(startNats({ binary, dataDir: directory.path }), {
      message: /^process \d+ already runs NATS on .*: stop it, or choose another data directory$/,
    })
  })

  test('comes back after a crash on the same port', async () => {
    await using directory = temporaryDirectory()
    const first = await startNats({ binary, dataDir: directory.path })
    await first.kill()
    await using second = await startNats({ binary, dataDir: directory.path, port: first.port })
    assert.equal(second.url, first.url)
  })

  test('reports a port that is taken', async () => {
    await using server = await startTestNats()
    await using directory = temporaryDirectory()
    await assert.rejects(startNats({ binary, dataDir: directory.path, port: server.port }), {
      name: 'OperatorError',
      message: /^nats-server would not start: .*address already in use/,
    })
  })

  test('takes its present size and most of the free space, and never stops where a disk is only full for now', () => {
    const settings = {
      password: 'secret',
      serverName: 'x',
      host: '127.0.0.1',
      port: 1,
      storeDir: '/x',
      pidFile: '/x/pid',
      freeDiskBytes: 100_000_000_000,
      storedBytes: 5_000_000_000,
    }
    const written = JSON.parse(natsConfiguration({ ...settings, version: '2.12.15' }))
    assert.equal(written.jetstream.max_file_store, 85_000_000_000)
    assert.equal(written.jetstream.sync_interval, '2m')
    // 2.9 refuses a configuration with a field it does not know.
    const old = JSON.parse(natsConfiguration({ ...settings, version: '2.9.10' }))
    assert.equal('sync_interval' in old.jetstream, false)
  })
})

suite('finding nats-server', () => {
  test('uses the one on PATH', async () => {
    await using directory = temporaryDirectory()
    const placed = placeServer(directory.path, '2.12.1')
    const found = await findNatsServer(
      { toolchainDir: '/nowhere', env: { PATH: directory.path }, extraDirectories: [] },
      [],
    )
    assert.equal(found, placed)
  })

  test('refuses one that is too old, and names its path and the remedy', async () => {
    await using directory = temporaryDirectory()
    placeServer(directory.path, '2.8.4')
    await assert.rejects(
      findNatsServer(
        { toolchainDir: '/nowhere', env: { PATH: directory.path }, extraDirectories: [] },
        [],
      ),
      {
        message:
          /^nats-server 2\.8\.4 at .* is too old; Pressrun needs 2\.9\.10 or newer: upgrade it/,
      },
    )
  })

  test('tries one source after the other and uses the first success', async () => {
    await using directory = temporaryDirectory()
    const broken: NatsSource = async () => Promise.reject(new Error('no network'))
    const absent: NatsSource = async () => undefined
    const works: NatsSource = async (into) => placeServer(into, '2.10.0')
    const search = { toolchainDir: directory.path, env: { PATH: '' }, extraDirectories: [] }
    const found = await findNatsServer(search, [broken, absent, works])
    assert.equal(found, join(directory.path, 'nats', 'nats-server'))
    assert.equal(await findNatsServer(search, []), found)
  })

  test('reports in one line what was tried and what to do', async () => {
    await using directory = temporaryDirectory()
    const broken: NatsSource = async () => Promise.reject(new Error('no network'))
    await assert.rejects(
      findNatsServer({ toolchainDir: directory.path, env: { PATH: '' }, extraDirectories: [] }, [
        broken,
      ]),
      {
        message:
          /^nats-server is missing .*\(tried: no network\): install nats-server .* or set NATS_URL/,
      },
    )
  })
})

function placeServer(directory: string, version: string): string {
  const file = join(directory, 'nats-server')
  writeFileSync(file, `#!/bin/sh\necho "nats-server: v${version}"\n`)
  chmodSync(file, 0o755)
  return file
}
