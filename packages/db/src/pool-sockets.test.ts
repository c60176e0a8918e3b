import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { suite, test } from 'node:test'
import { createDatabase } from '@pressrun/tests'
import { openDatabase } from './database.ts'

/** A proxy between a process and its server that can be made to hang. */
async function openRelay(url: string) {
  const { hostname, port: upstreamPort } = new URL(url)
  const sockets = new Set<Socket>()
  let isHanging = false
  const server = createServer((client) => {
    const upstream = connect(Number(upstreamPort), hostname)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => void (isHanging || to.write(chunk)))
      from.on('end', () => void (isHanging || to.end()))
      from.on('error', () => {}).on('close', () => sockets.delete(from))
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const target = new URL(url)
  target.port = String(port)
  return {
    url: target.href,
    hang: () => void (isHanging = true),
    [Symbol.asyncDispose]: () => {
      for (const socket of sockets) socket.destroy()
      return server[Symbol.asyncDispose]()
    },
  }
}

const openSockets = () =>
  process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length

suite('a pool that is closed', () => {
  test('has closed its connections, also those to a server that hangs', async () => {
    await using server = await createDatabase()
    await using relay = await openRelay(server.url)
    const before = openSockets()
    const database = openDatabase({ url: relay.url })
    await database.pool.query('select 1')
    relay.hang()
    await database[Symbol.asyncDispose]()
    // What is left are the two ends of the relay itself.
    assert.ok(openSockets() <= before + 2, `${openSockets()} are open, ${before} were`)
  })

  test('fails queries that do not finish', async () => {
    await using server = await createDatabase()
    const database = openDatabase({ url: server.url })
    const never = database.pool.query('select pg_sleep(4)')
    const failed = assert.rejects(never, /Connection terminated/)
    await database[Symbol.asyncDispose]()
    await failed
  })

  test('lets running queries finish', async () => {
    await using server = await createDatabase()
    const database = openDatabase({ url: server.url })
    const soon = database.pool.query('select pg_sleep(0.05), 1 as one')
    await database[Symbol.asyncDispose]()
    assert.equal((await soon).rows[0].one, 1)
  })
})
