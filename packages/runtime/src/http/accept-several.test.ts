import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { eventually } from '@pressrun/tests'
import { acceptSeveral, reusing } from './accept-several.ts'
import { boundedServer } from './bounded-server.ts'

const address = { host: '127.0.0.1', port: 0 }
const skip = process.platform !== 'linux' && 'connections are spread on Linux alone'

async function openServer(perTurn: number) {
  const server = boundedServer((_request, response) => response.end('served'))
  const options = await reusing(address)
  await once(server.listen(options), 'listening')
  const acceptors = await acceptSeveral(server, perTurn, options)
  const { port } = server.address() as AddressInfo
  return {
    server,
    port,
    stopAccepting: () => acceptors[Symbol.dispose](),
    async [Symbol.asyncDispose]() {
      acceptors[Symbol.dispose]()
      server.closeAllConnections()
      await server[Symbol.asyncDispose]()
    },
  }
}

suite('a server that accepts several connections per turn', { skip }, () => {
  test('accepts the waiting ones in fewer turns', async () => {
    await using open = await openServer(4)
    let accepted = 0
    let inTurn = 0
    let most = 0
    open.server.on('connection', () => {
      accepted += 1
      inTurn += 1
      most = Math.max(most, inTurn)
    })
    const clients = Array.from({ length: 200 }, () => connect(open.port, '127.0.0.1'))
    // A client is connected as soon as the kernel has queued it: until all are accepted, turns are counted.
    const startTurn = () => {
      inTurn = 0
      if (accepted < clients.length) setImmediate(startTurn)
    }
    startTurn()
    await eventually(() => accepted === clients.length)
    for (const client of clients) client.destroy()
    assert.ok(most > 1 && most <= 4, `${most} in one turn`)
  })

  test('serves all of them, and has none open after its end', async () => {
    const open = await openServer(4)
    const url = `http://127.0.0.1:${open.port}/`
    for (let number = 0; number < 20; number += 1)
      assert.equal(await (await fetch(url)).text(), 'served')
    await open[Symbol.asyncDispose]()
    await assert.rejects(fetch(url))
    assert.equal(process.getActiveResourcesInfo().includes('TCPServerWrap'), false)
  })

  test('refuses an address that another process already listens at', async () => {
    await using open = await openServer(2)
    await assert.rejects(reusing({ ...address, port: open.port }), { code: 'EADDRINUSE' })
  })
})
