import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { processIdentity, readInstance } from '@pressrun/cli'
import {
  eventually,
  query,
  startInstance,
  temporaryDirectory,
  type Instance,
} from '../support/index.ts'
import { standInServices } from './stand-in-services.ts'

const servers = ['postgres', 'nats'] as const
const services = ['gateway', 'scheduler', 'publisher', 'analytics'] as const

const isRoot = process.geteuid?.() === 0

suite('pressrun up', () => {
  test('runs two servers and four services, and ends them all within 10 s of Ctrl-C', async () => {
    await using standIns = standInServices()
    await using instance = await startInstance(standIns)
    const pids = [...servers, ...services].map(instance.pidOf)
    assert.ok(pids.every(isRunning))
    const since = performance.now()
    assert.equal(await instance.end('SIGINT'), 0)
    assert.ok(performance.now() - since < 10_000)
    assert.deepEqual(pids.filter(isRunning), [])
    assert.equal(readInstance(instance.dataDir), undefined)
  })

  test('starts again on the same data, with the same key', async () => {
    await using standIns = standInServices()
    await using directory = temporaryDirectory()
    const options = { dataDir: directory.path, ...standIns }
    const first = await startInstance(options)
    assert.match(first.output(), new RegExp(`key +${first.adminKey}`))
    await first.end()
    await using second = await startInstance(options)
    assert.equal(second.adminKey, first.adminKey)
    assert.ok(!second.output().includes(first.adminKey), 'a key is shown only when it is made')
  })

  test('reports that the key it is given was revoked, and leaves it so', async () => {
    await using standIns = standInServices()
    await using directory = temporaryDirectory()
    const options = { dataDir: directory.path, ...standIns }
    const first = await startInstance(options)
    await query(first, "update api_keys set revoked_at = now(), revoked_by = 'cli'")
    await first.end()
    await using second = await startInstance(options)
    await eventually(() => /the admin key given .* was revoked, and stays so/.test(second.output()))
    const [{ count } = { count: -1 }] = await query<{ count: number }>(
      second,
      'select count(*)::int from api_keys where revoked_at is null',
    )
    assert.equal(count, 0)
  })

  test('starts over after it was killed itself, without what it left running', async () => {
    await using standIns = standInServices()
    await using directory = temporaryDirectory()
    const options = { dataDir: directory.path, ...standIns }
    const first = await startInstance(options)
    const left = [...servers, ...services].map(first.pidOf)
    assert.equal(await first.end('SIGKILL'), null)
    await using _second = await startInstance({ ...options, port: first.port })
    assert.deepEqual(left.filter(isRunning), [])
  })
})

suite('pressrun up, while it runs,', () => {
  const stack = new AsyncDisposableStack()
  let instance: Instance
  before(async () => (instance = stack.use(await startInstance(stack.use(standInServices())))))
  after(() => stack.disposeAsync())

  test('writes the output of its children into files, and their warnings on the terminal', async () => {
    const log = readFileSync(join(instance.dataDir, 'logs', 'publisher.log'), 'utf8')
    assert.match(log, /^\{"level":"warn","msg":"hello from publisher"\}$/m)
    await eventually(() => instance.output().includes('publisher warn: hello from publisher'))
  })

  for (const name of [...servers, ...services]) {
    test(`restarts ${name} after it was killed`, async () => {
      const before = readInstance(instance.dataDir)
      await instance.crash(name)
      assert.match(
        instance.output(),
        new RegExp(`${name} was ended by SIGKILL; starting it again in`),
      )
      const after = readInstance(instance.dataDir)
      assert.equal(after?.databaseUrl, before?.databaseUrl)
      assert.equal(after?.processes[name]?.port, before?.processes[name]?.port)
    })
  }

  test('keeps another from working in its data directory', async () => {
    const { pid } = instance.supervisor
    await refuses(
      { dataDir: instance.dataDir },
      new RegExp(
        `Pressrun already runs on .* \\(process ${pid}\\): stop it first, or set PRESSRUN_DATA_DIR`,
      ),
    )
  })
})

suite('pressrun up refuses, in one line that says what to do,', () => {
  test('a port that is in use, and names its user', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    await refuses({ port }, new RegExp(`port ${port} is taken.*set PRESSRUN_PORT to a free port`))
    other.close()
  })

  test(
    'a data directory that cannot be written',
    { skip: isRoot && 'root may write anywhere' },
    async () => {
      await using directory = temporaryDirectory()
      const dataDir = join(directory.path, 'locked')
      mkdirSync(dataDir)
      chmodSync(dataDir, 0o555)
      await refuses(
        { dataDir },
        /the data directory .*locked cannot be written \(EACCES\).*PRESSRUN_DATA_DIR/,
      )
    },
  )

  test('a data directory that is a file', async () => {
    await refuses(
      { dataDir: import.meta.filename },
      /cannot be written \((EEXIST|ENOTDIR)\).*PRESSRUN_DATA_DIR/,
    )
  })

  test('an invalid port', async () => {
    await refuses(
      { env: { PRESSRUN_PORT: 'http' } },
      /PRESSRUN_PORT is "http", which is no port: set it/,
    )
  })

  test('all invalid addresses of servers at once', async () => {
    const env = { DATABASE_URL: 'notaurl', NATS_URL: 'http://hunter2' }
    await refuses({ env }, /DATABASE_URL must look like .*; NATS_URL must look like/)
  })

  test('a host that this machine does not have', async () => {
    await refuses(
      { env: { PRESSRUN_HOST: '192.0.2.1' } },
      /PRESSRUN_HOST is "192\.0\.2\.1", where this machine cannot listen \(EADDRNOTAVAIL\)/,
    )
  })

  test('a nats-server that is too old', async () => {
    await using old = oldNats()
    const env = { PATH: old.PATH, PRESSRUN_ADMIN_KEY: 'prk_given_to_the_test' }
    await refuses({ env }, /nats-server 2\.8\.4 at .* is too old; Pressrun needs 2\.9\.10 or newer/)
  })
})

test('a first start that fails has printed the key that it created', async () => {
  await using old = oldNats()
  await using directory = temporaryDirectory()
  const options = { dataDir: directory.path, env: { PATH: old.PATH } }
  await assert.rejects(startInstance(options), ({ message }: Error) => {
    const key = readFileSync(join(directory.path, 'admin-key'), 'utf8').trim()
    return key.startsWith('prk_') && message.includes(`key      ${key}\n`)
  })
})

function oldNats() {
  const directory = temporaryDirectory()
  writeFileSync(join(directory.path, 'nats-server'), '#!/bin/sh\necho "nats-server: v2.8.4"\n', {
    mode: 0o755,
  })
  const PATH = `${directory.path}:${process.env['PATH']}`
  return { PATH, [Symbol.asyncDispose]: directory[Symbol.asyncDispose] }
}

async function refuses(
  options: Parameters<typeof startInstance>[0],
  expected: RegExp,
): Promise<void> {
  const { message } = await startInstance(options).then(
    () => assert.fail('it started'),
    (error: Error) => error,
  )
  const output = message.replace('the instance did not start: ', '').trim().split('\n')
  assert.match(output[0] ?? '', /^pressrun: /)
  assert.match(output[0] ?? '', expected)
  assert.equal(output.length, 1, `one line, not: ${message}`)
}

function isRunning(pid: number): boolean {
  return processIdentity(pid) !== undefined
}
