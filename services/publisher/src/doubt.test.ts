import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { done, retry } from '@pressrun/bus'
import type { AccountId, CommitOutcome, TaskId } from '@pressrun/events'
import {
  last,
  lostConnection,
  platform,
  publisher,
  types,
  withPlatform,
} from './each-attempt.fixture.ts'

suite('a job that was handed out before, to a publisher that died', () => {
  withPlatform('key')

  const noes: CommitOutcome[] = [
    { outcome: 'rejected', code: 'http-400', message: 'Too long.' },
    { outcome: 'rate-limited', scope: 'account' },
    { outcome: 'auth-required', message: 'The token has expired.' },
    { outcome: 'not-sent', code: 'refused', message: 'Nobody listens.' },
  ]
  for (const no of noes)
    test(`a job delivered before, to a publisher that died, is in doubt when it is ${no.outcome} now: it may have been published then`, async () => {
      platform.script = () => Promise.resolve(no)
      const job = await publisher.dueJob()
      await publisher.react(job, { number: 2 })
      const { data } = await last(job)
      assert.ok('error' in data && data.error.class === 'unknown')
      assert.equal((await publisher.task(job)).status, 'queued')
      platform.script = () => Promise.resolve(noes[0] as CommitOutcome)
      await publisher.react(await publisher.nextJob(job.streamId as TaskId))
      assert.equal((await publisher.task(job)).status, 'unconfirmed')
    })

  test('stays in doubt when NATS has lost the delivery count', async () => {
    platform.script = () => Promise.resolve(noes[0] as CommitOutcome)
    const job = await publisher.dueJob()
    await publisher.react(job, { number: 1, forgotten: true })
    const { data } = await last(job)
    assert.ok('error' in data && data.error.class === 'unknown')
  })

  test('is not sent again before what was in flight has arrived', async () => {
    let sentAt = 0
    platform.settleMs = 300
    platform.script = async () => {
      sentAt = performance.now()
      return { outcome: 'published' }
    }
    const [first, again] = [await publisher.dueJob(), await publisher.dueJob()]
    const beganAt = performance.now()
    await publisher.react(again, { number: 2 })
    assert.ok(sentAt - beganAt >= 295, `${sentAt - beganAt} ms`)
    platform.settleMs = 60_000
    await publisher.react(first)
    assert.equal(
      (await publisher.task(first)).status,
      'published',
      'the first time it waits for nothing',
    )
  })

  test('a job delivered before, to a publisher that died, is published when it is published now', async () => {
    const job = await publisher.dueJob()
    await publisher.react(job, { number: 2 })
    assert.equal((await publisher.task(job)).status, 'published')
  })
})

suite('a redelivered job of a platform that needs an intent', () => {
  withPlatform('lookup')

  test('was not sent before when no intent is on record', async () => {
    platform.script = async () => ({ outcome: 'rejected', code: 'http-400', message: 'Too long.' })
    const job = await publisher.dueJob()
    await publisher.react(job, { number: 2 })
    assert.equal((await publisher.task(job)).status, 'failed')
  })
})

suite('a platform that cannot take a repeat', () => {
  withPlatform('none')

  test('has its intent on record before the first byte', async () => {
    const job = await publisher.dueJob()
    platform.script = async () => {
      assert.deepEqual(await types(job), ['TaskDue', 'TaskAttemptStarted'])
      return { outcome: 'published' }
    }
    await publisher.react(job)
    assert.deepEqual(await types(job), ['TaskDue', 'TaskAttemptStarted', 'TaskPublished'])
    const [, started] = await publisher.history(job)
    assert.ok(started?.type === 'TaskAttemptStarted')
    assert.match(started.data.payloadHash, /^[0-9a-f]{64}$/)
    assert.equal(started.data.token, `${job.streamId}-1`)
  })

  test('is not sent to again after an interruption: the task is unconfirmed', async () => {
    const job = await publisher.dueJob()
    platform.script = () => new Promise(() => {})
    const died = publisher.react(job)
    while ((await types(job)).length < 2) await new Promise(setImmediate)
    publisher.present.clear()
    await publisher.open()(job)
    assert.deepEqual(await publisher.task(job), { status: 'unconfirmed', code: 'interrupted' })
    assert.equal(platform.committed.length, 1)
    await died
    assert.equal((await publisher.task(job)).status, 'unconfirmed')
  })

  test('is left to the publisher that is frozen or cut off: it may still report', async () => {
    const answer = Promise.withResolvers<CommitOutcome>()
    platform.script = () => answer.promise
    const job = await publisher.dueJob()
    const frozen = publisher.react(job)
    while ((await types(job)).length < 2) await new Promise(setImmediate)
    const waiting = publisher.open()(job)
    answer.resolve({ outcome: 'published', remoteId: 'post 1' })
    await frozen
    assert.equal(await waiting, done)
    assert.deepEqual(await types(job), ['TaskDue', 'TaskAttemptStarted', 'TaskPublished'])
    assert.equal(platform.committed.length, 1)
  })

  test('is left to the next publisher when this one ends while it waits', async () => {
    platform.script = () => new Promise(() => {})
    const job = await publisher.dueJob()
    const frozen = publisher.react(job)
    while ((await types(job)).length < 2) await new Promise(setImmediate)
    assert.deepEqual(await publisher.open(AbortSignal.abort())(job), retry(100, 'ending'))
    await frozen
  })

  test('is unconfirmed after an unknown outcome, and may be sent to when nothing was left behind', async () => {
    platform.script = async () => ({ outcome: 'unknown', code: 'reset', message: 'Reset.' })
    const unknown = await publisher.dueJob()
    await publisher.react(unknown)
    assert.equal((await publisher.task(unknown)).status, 'unconfirmed')
    platform.script = async () => ({ outcome: 'not-sent', code: 'refused', message: 'No.' })
    const notSent = await publisher.dueJob()
    await publisher.react(notSent)
    assert.equal((await publisher.task(notSent)).status, 'queued')
  })

  test('is not sent to when the intent cannot be recorded', async () => {
    const { handle } = publisher
    publisher.handle = (request) =>
      request.command.type === 'StartAttempt' ? Promise.reject(lostConnection()) : handle(request)
    const job = await publisher.dueJob()
    await publisher.react(job)
    assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'intent-not-recorded' })
    assert.deepEqual(platform.committed, [])
  })

  test('is sent to once when two publishers get the job at once', async () => {
    const job = await publisher.dueJob()
    await Promise.all([publisher.react(job), publisher.open()(job)])
    assert.equal(platform.committed.length, 1)
    assert.equal((await publisher.task(job)).status, 'published')
  })
})

suite('a platform that can be asked', () => {
  withPlatform('lookup')

  /** The first attempt ends unknown; the second is due. */
  const inDoubt = async () => {
    const job = await publisher.dueJob()
    platform.script = async () => ({ outcome: 'unknown', code: 'reset', message: 'Reset.' })
    await publisher.react(job)
    platform.script = async () => ({ outcome: 'published', remoteId: 'post 2' })
    return publisher.nextJob(job.streamId as TaskId)
  }

  test('is checked before it is sent to again, and a post found there is adopted', async () => {
    const job = await inDoubt()
    platform.reconcile = async () => ({ outcome: 'found', remoteId: 'post 1' })
    await publisher.react(job)
    const { type, data } = await last(job)
    assert.equal(type, 'TaskPublished')
    assert.ok('remoteId' in data && data.remoteId === 'post 1')
    assert.equal(platform.committed.length, 1)
  })

  test('is checked only when what was in flight has arrived, however soon it is retried', async () => {
    const job = await inDoubt()
    const last = await publisher.history(job).then((events) => events.at(-2))
    publisher.clock.now = Date.parse(last?.recordedAt ?? '')
    let asked = 0
    platform.settleMs = 300
    platform.reconcile = async () => {
      asked = performance.now()
      return { outcome: 'found', remoteId: 'post 1' }
    }
    const retriedAt = performance.now()
    await publisher.react(job)
    assert.ok(asked - retriedAt >= 295, `${asked - retriedAt} ms`)
  })

  test('is sent to again when nothing is found, and the doubt is over', async () => {
    const job = await inDoubt()
    platform.script = async () => ({ outcome: 'rejected', code: 'long', message: 'Too long.' })
    await publisher.react(job)
    assert.deepEqual(await publisher.task(job), { status: 'failed', code: 'long' })
    assert.equal(platform.committed.length, 2)
  })

  for (const outcome of ['unknown', 'not-sent'] as const)
    test(`is not sent to when the check is inconclusive: ${outcome}`, async () => {
      const job = await inDoubt()
      platform.reconcile = async () => ({ outcome, code: 'away', message: 'Away.' })
      await publisher.react(job)
      assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'away' })
      assert.equal(platform.committed.length, 1)
    })

  test('is not sent to by a publisher that was stopped after its intent', async () => {
    const job = await publisher.dueJob()
    const { handle } = publisher
    publisher.handle = async (request) => {
      const handled = await handle(request)
      if (request.command.type === 'StartAttempt') publisher.clock.now += 10_000
      return handled
    }
    await publisher.react(job)
    assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'stopped-too-long' })
    assert.deepEqual(platform.committed, [])
  })
})

suite('an account that changes while a task is in flight', () => {
  withPlatform('key')

  const change = (accountId: string, data: object) =>
    publisher.command({
      type: 'ChangeAccount',
      accountId: accountId as AccountId,
      credentialsReplaced: false,
      ...data,
    })

  test('is published to with the settings it had when the attempt was due', async () => {
    const accountId = await publisher.connect()
    const job = await publisher.dueJob(accountId)
    const names: string[] = []
    platform.prepare = async ({ accountName, idempotencyKey }) => {
      names.push(accountName)
      return { outcome: 'prepared', payload: accountName, token: idempotencyKey }
    }
    await change(accountId, { name: 'renamed' })
    platform.script = async () => ({ outcome: 'unknown', code: 'reset', message: 'Reset.' })
    await publisher.react(job)
    const again = await publisher.nextJob(job.streamId as TaskId)
    await publisher.react(again)
    assert.deepEqual(names, [accountId, accountId], 'a repeat repeats')
    const fresh = await publisher.dueJob(accountId)
    await publisher.react(fresh)
    assert.deepEqual(names.slice(2), ['renamed'])
  })

  test('is not sent a repeat when both its place and its credentials have changed', async () => {
    const accountId = await publisher.connect()
    const job = await publisher.dueJob(accountId)
    platform.script = async () => ({ outcome: 'unknown', code: 'reset', message: 'Reset.' })
    await publisher.react(job)
    await change(accountId, { settings: { url: 'elsewhere' }, credentialsReplaced: true })
    await publisher.react(await publisher.nextJob(job.streamId as TaskId))
    assert.deepEqual(await publisher.task(job), { status: 'unconfirmed', code: 'account-changed' })
    const { data } = await last(job)
    assert.ok(!('nextCheckAt' in data), 'nobody can be asked')
    assert.equal(platform.committed.length, 1)
  })
})
