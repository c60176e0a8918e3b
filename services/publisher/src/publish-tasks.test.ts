import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { done, retry } from '@pressrun/bus'
import type { RecordedEvent, TaskId } from '@pressrun/events'
import {
  last,
  lostConnection,
  platform,
  publisher,
  types,
  withPlatform,
} from './each-attempt.fixture.ts'

suite('the outcome of an attempt', () => {
  withPlatform('key')

  test('published: the task has the id and the address', async () => {
    const url = 'https://x.example/1'
    platform.script = async () => ({ outcome: 'published', remoteId: 'r1', url })
    const job = await publisher.dueJob()
    assert.equal(await publisher.react(job), done)
    const { data, meta } = await last(job)
    assert.equal((await publisher.task(job)).status, 'published')
    assert.ok('remoteId' in data && data.remoteId === 'r1' && data.url === url)
    assert.deepEqual([meta.actor, meta.causationId], ['publisher', job.id])
    assert.deepEqual(publisher.outcomes, ['published'])
  })

  test('rejected: the task failed, with the reason', async () => {
    platform.script = async () => ({ outcome: 'rejected', code: 'too-long', message: 'Too long.' })
    const job = await publisher.dueJob()
    await publisher.react(job)
    assert.deepEqual(await publisher.task(job), { status: 'failed', code: 'too-long' })
  })

  test('not sent: the task waits for its next attempt, and none is counted', async () => {
    platform.script = async () => ({ outcome: 'not-sent', code: 'refused', message: 'No.' })
    const job = await publisher.dueJob()
    await publisher.react(job)
    assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'refused' })
    const { data } = await last(job)
    assert.ok('countedAttempts' in data && data.countedAttempts === 0 && data.retryAt)
  })

  test('unknown: a platform that takes our key is sent the same key again', async () => {
    platform.script = async () => ({ outcome: 'unknown', code: 'reset', message: 'Reset.' })
    const job = await publisher.dueJob()
    await publisher.react(job)
    assert.equal((await publisher.task(job)).status, 'queued')
    platform.script = async () => ({ outcome: 'published' })
    const again = await publisher.nextJob(job.streamId as TaskId)
    await publisher.react(again)
    assert.equal((await publisher.task(job)).status, 'published')
    assert.deepEqual(platform.committed, [`${job.streamId}-1`, `${job.streamId}-1`])
  })

  test('rate limited: the account is throttled, too', async () => {
    const until = new Date(Date.now() + 3_600_000)
    platform.script = async () => ({ outcome: 'rate-limited', until, scope: 'account' })
    const accountId = await publisher.connect()
    const job = await publisher.dueJob(accountId)
    await publisher.react(job)
    assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'rate-limited' })
    const { rows } = await publisher.pool.query(
      'select status, blocked_until from accounts where id = $1',
      [accountId],
    )
    assert.deepEqual(rows, [{ status: 'active', blocked_until: until.toISOString() }])
    // The outcome frees the lane: the dispatcher must know of the limit before that.
    const { rows: said } = await publisher.pool.query(
      `select type from events where type in ('AccountThrottled', 'TaskAttemptFailed')
        order by position`,
    )
    assert.deepEqual(
      said.map(({ type }) => type),
      ['AccountThrottled', 'TaskAttemptFailed'],
    )
  })

  test('auth required: the task and its account are held', async () => {
    platform.script = async () => ({ outcome: 'auth-required', message: 'Token expired.' })
    const accountId = await publisher.connect()
    const job = await publisher.dueJob(accountId)
    await publisher.react(job)
    assert.deepEqual(await publisher.task(job), { status: 'held', code: 'auth-required' })
    const { rows } = await publisher.pool.query('select status from accounts where id = $1', [
      accountId,
    ])
    assert.deepEqual(rows, [{ status: 'held' }])
  })

  test('a fault while preparing is a failure: nothing was sent', async () => {
    platform.prepare = () => Promise.reject(new TypeError('a bug'))
    const job = await publisher.dueJob()
    await publisher.react(job)
    assert.deepEqual(await publisher.task(job), { status: 'failed', code: 'connector-fault' })
    assert.deepEqual(platform.committed, [])
  })

  test('a thread or a file that cannot be opened while preparing is no failure: the task is tried again', async () => {
    const open = Object.assign(new Error('too many open files'), { code: 'EMFILE' })
    const thread = Object.assign(new Error('EMFILE'), { code: 'ERR_WORKER_INIT_FAILED' })
    for (const cause of [open, thread, new Error('no thread', { cause: open })]) {
      platform.prepare = () => Promise.reject(cause)
      const job = await publisher.dueJob()
      await publisher.react(job)
      assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'machine-exhausted' })
    }
  })

  test('a platform without a connector fails the task, and does not block the lane', async () => {
    const job = await publisher.dueJob()
    platform.platform = 'another'
    assert.equal(await publisher.react(job), done)
    assert.deepEqual(await publisher.task(job), { status: 'failed', code: 'no-connector' })
  })
})

suite('a redelivered job', () => {
  withPlatform('key')

  test('is done when its attempt has its outcome', async () => {
    const job = await publisher.dueJob()
    await publisher.react(job)
    const history = await types(job)
    assert.equal(await publisher.react(job), done)
    assert.equal(await publisher.open()(job), done)
    assert.equal(platform.committed.length, 1)
    assert.deepEqual(await types(job), history)
  })

  test('is done when the task has gone on to another attempt', async () => {
    platform.script = async () => ({ outcome: 'unknown', code: 'reset', message: 'Reset.' })
    const job = await publisher.dueJob()
    await publisher.react(job)
    await publisher.nextJob(job.streamId as TaskId)
    assert.equal(await publisher.react(job), done)
    assert.equal(platform.committed.length, 1)
    assert.equal((await publisher.task(job)).status, 'running')
  })

  test('is not begun a second time while it is under way', async () => {
    const gate = Promise.withResolvers<void>()
    platform.script = async () => {
      await gate.promise
      return { outcome: 'published' }
    }
    const job = await publisher.dueJob()
    const both = [publisher.react(job), publisher.react(job)]
    gate.resolve()
    assert.deepEqual(await Promise.all(both), [done, done])
    assert.equal(platform.committed.length, 1)
  })

  test('is not begun a second time when it is duplicated under another id', async () => {
    const gate = Promise.withResolvers<void>()
    platform.script = async () => {
      await gate.promise
      return { outcome: 'published' }
    }
    const job = await publisher.dueJob()
    const madeUp = { ...job, id: `${job.id}0`, position: 1 } as RecordedEvent
    const both = [publisher.react(job), publisher.react(madeUp)]
    gate.resolve()
    assert.deepEqual(await Promise.all(both), [done, done])
    assert.equal(platform.committed.length, 1)
  })

  test('with forged data is acknowledged without effect: its row decides, not the message', async () => {
    platform.script = async () => ({ outcome: 'not-sent', code: 'refused', message: 'No.' })
    const job = await publisher.dueJob()
    await publisher.react(job)
    assert.equal((await publisher.task(job)).status, 'queued')
    const sent = platform.committed.length
    const history = await types(job)
    for (const data of [
      {},
      { attempt: 1 },
      { ...job.data, attempt: 2 },
      { ...job.data, attempt: '1' },
    ]) {
      const madeUp = { ...job, id: `${job.id}0`, data } as unknown as RecordedEvent
      assert.equal(await publisher.react(madeUp), done)
    }
    assert.equal(platform.committed.length, sent)
    assert.deepEqual(await types(job), history)
  })

  test('is acknowledged for an unknown task, and given up when its event is no due job', async () => {
    const job = await publisher.dueJob()
    const unknown = { ...job, streamId: 'task_00000000000000000000000000' } as RecordedEvent
    assert.equal(await publisher.react(unknown), done)
    const [created] = await publisher.history({
      ...job,
      streamId: (job as RecordedEvent<'TaskDue'>).data.runId,
    })
    assert.equal((await publisher.react(created ?? assert.fail())).kind, 'give-up')
  })

  test('to two publishers at once leaves one outcome, and the same key', async () => {
    const job = await publisher.dueJob()
    const both = await Promise.all([publisher.react(job), publisher.open()(job)])
    assert.deepEqual(both, [done, done])
    assert.deepEqual(await types(job), ['TaskDue', 'TaskPublished'])
    assert.equal(new Set(platform.committed).size, 1)
  })
})

suite('a database outage', () => {
  withPlatform('key')

  test('before the attempt keeps the job waiting, and it goes on', async () => {
    const job = await publisher.dueJob()
    const { query } = publisher.pool
    publisher.pool.query = () => {
      publisher.pool.query = query
      return Promise.reject(lostConnection())
    }
    assert.equal(await publisher.react(job), done)
    assert.equal((await publisher.task(job)).status, 'published')
  })

  test('a database outage that lasts until shutdown leaves the job to the next publisher', async () => {
    const job = await publisher.dueJob()
    const { query } = publisher.pool
    publisher.pool.query = () => Promise.reject(lostConnection())
    const outcome = await publisher.open(AbortSignal.abort())(job)
    publisher.pool.query = query
    assert.deepEqual(outcome, retry(100, 'database-unavailable'))
    assert.deepEqual(platform.committed, [])
  })

  test('after the attempt does not lose the answer of the platform', async () => {
    const { handle } = publisher
    let away = 2
    publisher.handle = (request) =>
      away-- > 0 ? Promise.reject(lostConnection()) : handle(request)
    const job = await publisher.dueJob()
    assert.equal(await publisher.react(job), done)
    assert.equal((await publisher.task(job)).status, 'published')
    assert.equal(platform.committed.length, 1)
  })

  test('a database outage that outlasts the publisher leaves the job to the next one', async () => {
    const { handle } = publisher
    publisher.handle = () => Promise.reject(lostConnection())
    const job = await publisher.dueJob()
    const ended = publisher.open(AbortSignal.abort())
    assert.equal((await ended(job)).kind, 'retry')
    publisher.handle = handle
    await publisher.open()(job)
    assert.deepEqual(await types(job), ['TaskDue', 'TaskPublished'])
    assert.equal(new Set(platform.committed).size, 1, 'one visible post')
  })

  test('a fault of another kind is left to the consumer to report', async () => {
    publisher.handle = () => Promise.reject(new Error('a bug'))
    await assert.rejects(publisher.react(await publisher.dueJob()), /a bug/)
  })
})
