import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { acceptRestore, markRestored } from '@pressrun/db/operating'
import type { RecordedEvent, TaskId } from '@pressrun/events'
import { platform, publisher, types, withPlatform } from './each-attempt.fixture.ts'

const accept = () => {
  const { pool, handle, clock } = publisher
  return acceptRestore({ pool, handle, now: () => clock.now, actor: 'test' })
}

/** The check that is due for a task that may have gone out before the restore. */
async function nextCheck(job: RecordedEvent): Promise<RecordedEvent> {
  const taskId = job.streamId as TaskId
  await publisher.command({ type: 'ReconcileTask', taskId, now: Date.now() + 200_000 })
  return (await publisher.history(job)).at(-1) ?? assert.fail()
}

suite('a job of a restored database', () => {
  withPlatform('key')

  test('is not begun, and comes again', async () => {
    let sent = 0
    platform.script = async () => {
      sent += 1
      return { outcome: 'published' }
    }
    const job = await publisher.dueJob()
    await markRestored(publisher.pool, 'a test says so')
    assert.deepEqual(await publisher.react(job), {
      kind: 'retry',
      afterMs: 5_000,
      reason: 'restored',
    })
    assert.equal(sent, 0)
    await accept()
    // By then another publisher reports its outcome.
    assert.equal((await publisher.react(job)).kind, 'done')
    assert.deepEqual([sent, (await publisher.task(job)).status], [0, 'unconfirmed'])
  })

  test('is sent again with its key where the platform cannot be asked', async () => {
    delete platform.reconcile
    const job = await publisher.dueJob()
    await markRestored(publisher.pool, 'a test says so')
    await accept()
    await publisher.reconcile(await nextCheck(job))
    assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'restored' })
    platform.script = async () => ({ outcome: 'published' })
    await publisher.react(await publisher.nextJob(job.streamId as TaskId))
    assert.equal((await publisher.task(job)).status, 'published')
    assert.equal((await types(job)).at(-1), 'TaskPublished')
  })
})

suite('a job of a restored database, on a platform that cannot be asked', () => {
  withPlatform('none')

  test('waits for a person', async () => {
    const job = await publisher.dueJob()
    await markRestored(publisher.pool, 'a test says so')
    await accept()
    await publisher.reconcile(await nextCheck(job))
    assert.deepEqual(await publisher.task(job), { status: 'unconfirmed', code: 'restored' })
  })
})
