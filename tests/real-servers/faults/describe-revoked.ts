import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { eventually } from '../../support/index.ts'
import { unlessOpen } from '../open-points.ts'
import type { RealEnvironment } from '../real-environment.ts'
import type { RealServer } from '../servers/real-server.ts'
import { publishThrough } from './publish-through.ts'

const toldWithinMs = 60_000

/** Comes last: no log-in works afterwards. */
export function describeRevoked(server: RealServer, environment: () => RealEnvironment): void {
  suite('an account whose credentials were revoked', () => {
    const holds = 'the task is held, and nothing is visible'
    test(
      holds,
      unlessOpen(server.name, holds, async () => {
        await environment().running.revoke()
        const fault = { kind: 'none' } as const
        const wrong = { name: 'revoked', step: 'publish', fault } as const
        await using onItsWay = await publishThrough(wrong, environment())
        await eventually(async () => (await onItsWay.task()).status === 'held', {
          within: toldWithinMs,
          what: 'the task is held',
        })
        assert.equal((await onItsWay.visible()).length, 0)
      }),
    )

    const told = 'verifying reports that'
    test(
      told,
      unlessOpen(server.name, told, async () => {
        const { connect, running, desk } = environment()
        const accountId = await connect('revoked, verified', running.url)
        const { body } = await desk.api('POST', `/accounts/${accountId}/verify`)
        assert.equal(body.outcome, 'auth-required', JSON.stringify(body))
      }),
    )
  })
}
