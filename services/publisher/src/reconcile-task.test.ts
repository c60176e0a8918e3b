import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { done } from '@pressrun/bus'
import type { RecordedEvent, TaskId } from '@pressrun/events'
import { openPublisher, type TestPublisher } from './publisher.fixture.ts'
import { scriptedPlatform, type Platform } from './scripted-platform.fixture.ts'

suite('a check of an unconfirmed task', () => {
  let platform: Platform
  let publisher: TestPublisher
  beforeEach(async () => {
    platform = scriptedPlatform('lookup')
    publisher = await openPublisher(platform)
  })
  afterEach(() => publisher[Symbol.asyncDispose]())

  /** Unconfirmed after an attempt of unknown end, with a check due. */
  const dueCheck = async (): Promise<RecordedEvent> => {
    platform.script = async () => ({ outcome: 'unknown', code: 'reset', message: 'Reset.' })
    const job = await publisher.dueJob()
    await publisher.react(job)
    const taskId = job.streamId as TaskId
    const now = Date.now()
    await publisher.command({ type: 'CancelTask', taskId, now })
    await publisher.command({ type: 'ReconcileTask', taskId, now: now + 60_000 })
    return (await publisher.history(job)).at(-1) ?? assert.fail()
  }
  const sees = (found: Awaited<ReturnType<NonNullable<Platform['reconcile']>>>) => {
    platform.reconcile = async () => found
  }

  test('publishes it when the post is found', async () => {
    const check = await dueCheck()
    sees({ outcome: 'found', remoteId: 'post 1' })
    assert.equal(await publisher.reconcile(check), done)
    assert.deepEqual(await publisher.task(check), { status: 'published', code: null })
    assert.equal(platform.committed.length, 1)
  })

  test('sends it again when it is not', async () => {
    const check = await dueCheck()
    sees({ outcome: 'absent' })
    await publisher.reconcile(check)
    assert.deepEqual(await publisher.task(check), { status: 'queued', code: 'not-published' })
  })

  test('leaves it unconfirmed when the answer is inconclusive or garbage', async () => {
    const check = await dueCheck()
    sees({ outcome: 'unknown', code: 'away', message: 'Away.' })
    await publisher.reconcile(check)
    const again = await dueCheck()
    sees({ outcome: 'published' } as never)
    await publisher.reconcile(again)
    for (const each of [check, again])
      assert.deepEqual(await publisher.task(each), { status: 'unconfirmed', code: 'reset' })
  })

  test('is the last where the platform cannot be asked', async () => {
    const check = await dueCheck()
    delete platform.reconcile
    await publisher.reconcile(check)
    const last = (await publisher.history(check)).at(-1)
    assert.ok(last?.type === 'TaskStillUnconfirmed')
    assert.equal(last.data.nextCheckAt, undefined)
    assert.equal(last.data.error.code, 'cannot-be-asked')
  })

  test('holds an account with invalid credentials', async () => {
    const check = await dueCheck()
    sees({ outcome: 'auth-required', message: 'Expired.' })
    await publisher.reconcile(check)
    const { rows } = await publisher.pool.query('select status from accounts')
    assert.deepEqual(rows, [{ status: 'held' }])
  })

  test('a check that comes twice, or late, changes nothing', async () => {
    const check = await dueCheck()
    sees({ outcome: 'found', remoteId: 'post 1' })
    await publisher.reconcile(check)
    const { length } = await publisher.history(check)
    assert.equal(await publisher.reconcile(check), done)
    assert.equal((await publisher.history(check)).length, length)
  })
})
