import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { suite, test } from 'node:test'
import { explainProblem, requirePort } from './require-port.ts'

suite('the address that the API listens at', () => {
  test('a taken port is distinguished from an invalid host', async () => {
    const server = createServer()
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    try {
      await assert.rejects(requirePort({ host: '127.0.0.1', port }), {
        message: /^port \d+ is taken.*set PRESSRUN_PORT to a free port/,
        exitCode: 1,
      })
      // RFC 5737: an address that no machine has.
      await assert.rejects(requirePort({ host: '192.0.2.1', port }), {
        message:
          /^PRESSRUN_HOST is "192\.0\.2\.1", where this machine cannot listen \(EADDRNOTAVAIL\)/,
        exitCode: 78,
      })
      await assert.rejects(
        requirePort({ host: 'no host', port }),
        /^OperatorError: PRESSRUN_HOST is "no host"/,
      )
    } finally {
      server.close()
    }
  })

  test('a privileged port is distinguished from a taken one', () => {
    const { what } = explainProblem('EACCES', { host: '::', port: 80 }, undefined)
    assert.match(what, /^port 80 is not for everyone/)
  })
})
