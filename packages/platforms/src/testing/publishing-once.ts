import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { IdempotencyClass } from '@pressrun/events'
import type { ConformanceFixture } from './fixture.ts'
import { assertPrepared, publish } from './publish.ts'
import { sampleContent, sampleJob } from './sample-job.ts'

/** Where a commit may be repeated without a search, even beside itself. */
export const repeatable: ReadonlySet<IdempotencyClass> = new Set([
  'key',
  'deterministic-id',
  'refuses-repeat',
])

export function describePublishingOnce<Settings, Credentials>({
  connector,
  openTarget,
}: ConformanceFixture<Settings, Credentials>): void {
  suite('publishes once', () => {
    test('preparing shows nothing, and freezes the payload', async () => {
      await using target = await openTarget()
      const job = sampleJob(target)
      const first = await connector.prepare(job, target.tools)
      assertPrepared(first)
      assert.deepEqual(await connector.prepare(job, target.tools), first)
      assert.deepEqual(await target.posts(), [])
    })

    test('a commit makes one post visible', async () => {
      await using target = await openTarget()
      const outcome = await publish(connector, sampleJob(target), target.tools)
      assert.equal(outcome.outcome, 'published')
      assert.deepEqual(await target.posts(), [sampleContent.title])
    })

    test("an account's overrides are published", async () => {
      await using target = await openTarget()
      const job = sampleJob(target, { overrides: { title: 'Ebb and flow' } })
      await publish(connector, job, target.tools)
      assert.deepEqual(await target.posts(), ['Ebb and flow'])
    })

    if (connector.class !== 'none')
      test('a later attempt of the same task makes no second post', async () => {
        await using target = await openTarget()
        const first = await publish(connector, sampleJob(target), target.tools)
        const later = sampleJob(target, { attempt: 2, inDoubt: true })
        const again = await publish(connector, later, target.tools)
        assert.deepEqual(again, first)
        assert.deepEqual(await target.posts(), [sampleContent.title])
      })

    if (repeatable.has(connector.class)) {
      test('attempts that overlap make one post', async () => {
        await using target = await openTarget()
        const attempts = Array.from({ length: 8 }, (_, index) =>
          publish(connector, sampleJob(target, { attempt: index + 1 }), target.tools),
        )
        const outcomes = await Promise.all(attempts)
        assert.deepEqual(new Set(outcomes.map(({ outcome }) => outcome)), new Set(['published']))
        assert.deepEqual(await target.posts(), [sampleContent.title])
      })
    }

    test('a new generation is a new post', async () => {
      await using target = await openTarget()
      await publish(connector, sampleJob(target), target.tools)
      const forced = { generation: 2, idempotencyKey: 'task_01j00000000000000000000001-2' }
      await publish(connector, sampleJob(target, forced), target.tools)
      assert.equal((await target.posts()).length, 2)
    })

    const { reconcile } = connector
    if (reconcile)
      test('reconciling only reads, and never contradicts what happened', async () => {
        await using target = await openTarget()
        const job = sampleJob(target)
        const prepared = await connector.prepare(job, target.tools)
        assertPrepared(prepared)
        assert.deepEqual(await reconcile(job, target.tools), { outcome: 'absent' })
        assert.deepEqual(await target.posts(), [])
        const published = await connector.commit(job, prepared, target.tools)
        const after = await reconcile(job, target.tools)
        assert.equal(after.outcome, 'found')
        assert.deepEqual({ ...after, outcome: 'published' }, published)
        assert.deepEqual(await target.posts(), [sampleContent.title])
      })

    test('verifying an account posts nothing', async () => {
      await using target = await openTarget()
      const { settings, credentials, tools } = target
      const signal = new AbortController().signal
      const outcome = await connector.verify(settings, credentials, tools, signal)
      assert.equal(outcome.outcome, 'verified')
      assert.deepEqual(await target.posts(), [])
    })
  })
}
