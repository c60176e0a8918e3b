import { suite, test } from 'node:test'
import assert from 'node:assert/strict'
import { describeFake } from './fakes/describe-fake.ts'
import { describeFaults } from './faults/describe-faults.ts'
import { describeRevoked } from './faults/describe-revoked.ts'
import { describeTexts } from './faults/describe-texts.ts'
import { installRealServer } from './install/install-real-server.ts'
import { realEnvironment } from './real-environment.ts'
import { describeReaders } from './readers/describe-readers.ts'
import type { RealServer } from './servers/real-server.ts'

/** The tests that every third-party server must pass. */
export async function describeRealServer(server: RealServer): Promise<void> {
  const { path, missing } = await installRealServer(server)
  const name = `${server.name} ${server.version}`
  suite(name, { skip: missing ?? false }, () => {
    if (path === undefined) return
    const environment = realEnvironment(server, path)

    test('is verified', async () => {
      const { connect, running, desk } = environment()
      const accountId = await connect(server.name, running.url)
      const { status, body } = await desk.api('POST', `/accounts/${accountId}/verify`)
      assert.equal(status, 200, JSON.stringify(body))
      assert.equal(body.outcome, 'verified', JSON.stringify(body))
    })

    describeFake(server, environment)
    describeReaders(server, environment)
    describeFaults(server, environment)
    if (server.findsByText) describeTexts(server, environment)
    describeRevoked(server, environment)
  })
}
