import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { allFaults, type Fault } from '@pressrun/fake-platforms'
import type { Connector } from '../contract.ts'
import { openFake, type FakeTargetOptions } from './fake-target.ts'
import { assertPrepared, publish } from './publish.ts'
import { repeatable } from './publishing-once.ts'

/** The outcome of a commit, and how many posts can be seen then. */
type Expected = readonly [outcome: string, visible: 0 | 1]

export const usualOutcomes: Readonly<Record<Fault, Expected>> = {
  refuse: ['unknown', 0],
  'drop-before': ['unknown', 0],
  'drop-after': ['unknown', 1],
  'late-commit': ['unknown', 0],
  stall: ['unknown', 1],
  'rate-limited': ['rate-limited', 0],
  'rate-limited-silently': ['rate-limited', 0],
  'error-before': ['unknown', 0],
  'error-after': ['unknown', 1],
  'error-body': ['unknown', 0],
  maintenance: ['unknown', 0],
  'expired-token': ['auth-required', 0],
}

export type FaultsFixture<Settings, Credentials> = {
  readonly connector: Connector<Settings, Credentials>
  /** Of the fake's account: some names have a server of another kind. */
  readonly name?: string
  /** Where this platform reports more than the usual one, or less. */
  readonly differs?: Partial<Record<Fault, Expected>>
}

/** Every fault of the fake hits the commit: its outcome is true, and it all ends in one post. */
export function describeFaults<Settings, Credentials>({
  connector,
  name = 'news',
  differs = {},
}: FaultsFixture<Settings, Credentials>): void {
  const open = (options: FakeTargetOptions = {}) => openFake(connector, { name, ...options })

  suite(`faults of ${connector.platform}, as ${name}`, () => {
    for (const fault of allFaults) {
      const [outcome, visible] = differs[fault] ?? usualOutcomes[fault]
      test(`${fault} is ${outcome}, and ends in one post`, async () => {
        await using target = await open(fault === 'stall' ? { deadlineMs: 500 } : {})
        const { fakes, job, tools } = target
        const prepared = await connector.prepare(job(), tools)
        assertPrepared(prepared)
        fakes.faults.next(connector.platform, fault, { step: 'publish' })
        const first = await connector.commit(job(), prepared, tools)
        assert.equal(first.outcome, outcome, JSON.stringify(first))
        const tellsWhen = fault === 'rate-limited' || fault === 'maintenance'
        assert.equal('until' in first && first.until !== undefined, tellsWhen)
        assert.equal((await target.posts()).length, visible)
        // The domain waits as long: a stalled response is no longer than its post in coming.
        if (fault !== 'stall') await fakes.settle()
        const inDoubt = outcome === 'unknown'
        if (inDoubt && connector.class === 'none')
          return assert.ok((await target.posts()).length < 2)
        const second = await publish(connector, job({ attempt: 2, inDoubt }), tools)
        assert.equal(second.outcome, 'published', JSON.stringify(second))
        assert.equal((await target.posts()).length, 1)
      })
    }

    if (repeatable.has(connector.class))
      test('an attempt that overtakes a late commit makes no second post', async () => {
        await using target = await open()
        const { fakes, job, tools } = target
        fakes.faults.next(connector.platform, 'late-commit', { step: 'publish' })
        await publish(connector, job(), tools)
        await publish(connector, job({ attempt: 2, inDoubt: true }), tools)
        await fakes.settle()
        assert.equal((await target.posts()).length, 1)
      })

    test('a connection that is refused is not sent, and shows nothing', async () => {
      await using target = await open()
      const prepared = await connector.prepare(target.job(), target.tools)
      assertPrepared(prepared)
      {
        await using _nobody = await target.fakes.refuseConnections()
        const outcome = await connector.commit(target.job(), prepared, target.tools)
        assert.equal(outcome.outcome, 'not-sent')
      }
      await publish(connector, target.job({ attempt: 2 }), target.tools)
      assert.equal((await target.posts()).length, 1)
    })
  })
}
