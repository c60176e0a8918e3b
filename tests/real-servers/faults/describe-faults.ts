import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { eventually } from '../../support/index.ts'
import { unlessOpen } from '../open-points.ts'
import type { RealEnvironment } from '../real-environment.ts'
import type { RealServer } from '../servers/real-server.ts'
import { faultCases } from './fault.ts'
import { publishThrough, type OnItsWay, type Wrong } from './publish-through.ts'

/** A stall takes half a minute, and then the settle time. */
export const completedWithinMs = 180_000
/** A draft that came late is removed some time after its post was published. */
const tidiedWithinMs = 60_000

/** Every fault on the way to the server ends in one post; all faults happen side by side. */
export function describeFaults(server: RealServer, environment: () => RealEnvironment): void {
  const steps = server.requests.draft ? (['draft', 'publish'] as const) : (['publish'] as const)
  suite('one post is visible, whatever fails on the way', { concurrency: true }, () => {
    for (const one of faultCases(steps))
      test(
        one.name,
        unlessOpen(server.name, one.name, () => endsInOnePost(one, environment())),
      )
  })

  suite('one post is visible, whichever process dies', () => {
    for (const [name, done] of [
      ['the server, before it does it', false],
      ['the server, after it did it', true],
    ] as const)
      test(
        name,
        unlessOpen(server.name, name, async () => {
          const { running } = environment()
          const dead = Promise.withResolvers<void>()
          const kill = () => running.kill().then(dead.resolve)
          const fault = { kind: 'server-dies', done, kill } as const
          await endsInOnePost({ name, step: 'publish', fault }, environment(), async () => {
            await dead.promise
            await running.restart()
          })
        }),
      )

    const name = 'the publisher, while it waits for the answer'
    test(
      name,
      unlessOpen(server.name, name, async () => {
        const fault = { kind: 'late-answer', afterMs: 600_000 } as const
        await endsInOnePost({ name, step: 'publish', fault }, environment(), async ({ proxy }) => {
          await proxy.done
          await environment().instance.crash('publisher')
        })
      }),
    )
  })
}

async function endsInOnePost(
  wrong: Wrong,
  environment: RealEnvironment,
  meanwhile: (onItsWay: OnItsWay) => Promise<void> = async () => {},
): Promise<void> {
  await using onItsWay = await publishThrough(wrong, environment)
  await meanwhile(onItsWay)
  await environment.desk.completed(onItsWay.runId, completedWithinMs)
  assert.equal(onItsWay.proxy.met(), 1, 'the fault was met')
  if (wrong.fault.kind === 'late-commit') await onItsWay.proxy.done
  const task = await onItsWay.task()
  assert.equal(task.status, 'published', JSON.stringify(task))
  assert.equal((await onItsWay.visible()).length, 1, 'visible posts')
  await eventually(async () => (await onItsWay.drafts()).length === 0, {
    within: tidiedWithinMs,
    what: 'no draft is left behind',
  })
}
