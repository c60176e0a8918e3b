import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { ConformanceFixture } from './fixture.ts'
import { assertPrepared } from './publish.ts'
import { sampleJob } from './sample-job.ts'

export function describeAborting<Settings, Credentials>({
  connector,
  openTarget,
}: ConformanceFixture<Settings, Credentials>): void {
  suite('stops on abort', () => {
    test('a commit that is aborted before it begins sends nothing', async () => {
      await using target = await openTarget()
      const prepared = await connector.prepare(sampleJob(target), target.tools)
      assertPrepared(prepared)
      const job = sampleJob(target, { signal: AbortSignal.abort() })
      const outcome = await connector.commit(job, prepared, target.tools)
      assert.equal(outcome.outcome, 'not-sent')
      assert.deepEqual(await target.posts(), [])
    })
  })
}
