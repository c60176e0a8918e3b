import assert from 'node:assert/strict'
import { afterEach, beforeEach, suite, test } from 'node:test'
import { done, retry } from '@pressrun/bus'
import type { AccountId, CommitOutcome, RecordedEvent, TaskId } from '@pressrun/events'
import { openPublisher, scriptedPlatform, type TestPublisher } from './publisher.fixture.ts'
import type { Platform } from './publisher.fixture.ts'

let platform: Platform
let publisher: TestPublisher
const withPlatform = (idempotencyClass: Platform['class']) => {
  beforeEach(async () => {
    platform = scriptedPlatform(idempotencyClass)
    if (idempotencyClass === 'none') delete platform.reconcile
    publisher = await openPublisher(platform)
  })
  afterEach(() => publisher[Symbol.asyncDispose]())
}
const last = async (job: RecordedEvent) => {
  const event = (await publisher.history(job)).at(-1)
  return event ?? assert.fail('no event')
}
const types = async (job: RecordedEvent) =>
  (await publisher.history(job)).map((event) => event.type)
const lostConnection = () =>
  Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

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

  test('not sent: the task waits for its next try, and none is spent', async () => {
    platform.script = async () => ({ outcome: 'not-sent', code: 'refused', message: 'No.' })
    const job = await publisher.dueJob()
    await publisher.react(job)
    assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'refused' })
    const { data } = await last(job)
    assert.ok('spent' in data && data.spent === 0 && data.retryAt)
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

  test('rate limited: the account waits, too', async () => {
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

  test('a platform that nobody speaks to is a failure, and not a lane that waits', async () => {
    const job = await publisher.dueJob()
    platform.platform = 'another'
    assert.equal(await publisher.react(job), done)
    assert.deepEqual(await publisher.task(job), { status: 'failed', code: 'no-connector' })
  })
})

suite('a job that comes again', () => {
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

  test('is not begun beside itself', async () => {
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

  test('is done when it is no due job of a known task', async () => {
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

suite('a connector that misbehaves', () => {
  withPlatform('key')

  test('by throwing leaves the outcome unknown', async () => {
    platform.script = () => Promise.reject(new TypeError('a bug'))
    const job = await publisher.dueJob()
    assert.equal(await publisher.react(job), done)
    assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'connector-fault' })
  })

  test('by throwing at once does, too', async () => {
    platform.script = () => {
      throw new TypeError('a bug')
    }
    const job = await publisher.dueJob()
    assert.equal(await publisher.react(job), done)
    assert.equal((await publisher.task(job)).code, 'connector-fault')
  })

  test('by never answering is given up at the deadline, and told to stop', async () => {
    let stopped = false
    platform.script = ({ signal }) => {
      signal.addEventListener('abort', () => (stopped = true))
      return new Promise(() => {})
    }
    const job = await publisher.dueJob()
    assert.equal(await publisher.react(job), done)
    assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'deadline-passed' })
    assert.ok(stopped)
  })

  test('by answering after the deadline changes nothing any more', async () => {
    const late = Promise.withResolvers<{ outcome: 'published' }>()
    platform.script = () => late.promise
    const job = await publisher.dueJob()
    await publisher.react(job)
    const history = await types(job)
    late.resolve({ outcome: 'published' })
    await new Promise(setImmediate)
    assert.deepEqual(await types(job), history)
  })

  test('by answering nonsense leaves the outcome unknown', async () => {
    for (const nonsense of [undefined, 'yes', {}, { outcome: 'published', remoteId: 7 }]) {
      platform.script = () => Promise.resolve(nonsense as never)
      const job = await publisher.dueJob()
      await publisher.react(job)
      assert.equal((await publisher.task(job)).code, 'connector-fault')
    }
  })

  test('by killing every publisher that has its job is given up on', async () => {
    const job = await publisher.dueJob()
    await publisher.react(job, { number: 6 })
    assert.deepEqual(await publisher.task(job), { status: 'queued', code: 'publishers-died' })
    assert.deepEqual(platform.committed, [])
  })

  test('by never preparing has sent nothing', async () => {
    platform.prepare = () => new Promise(() => {})
    const job = await publisher.dueJob()
    await publisher.react(job)
    const { data } = await last(job)
    assert.ok('error' in data && data.error.class === 'not-sent')
  })
})

suite('a job that was handed out before, to a publisher that died', () => {
  withPlatform('key')

  const noes: CommitOutcome[] = [
    { outcome: 'rejected', code: 'http-400', message: 'Too long.' },
    { outcome: 'rate-limited', scope: 'account' },
    { outcome: 'auth-required', message: 'The token has expired.' },
    { outcome: 'not-sent', code: 'refused', message: 'Nobody listens.' },
  ]
  for (const no of noes)
    test(`and is ${no.outcome} now may have published then: it is in doubt`, async () => {
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

  test('and is published now is published', async () => {
    const job = await publisher.dueJob()
    await publisher.react(job, { number: 2 })
    assert.equal((await publisher.task(job)).status, 'published')
  })
})

suite('a job that comes again, of a platform that needs an intent', () => {
  withPlatform('lookup')

  test('was not sent before when no intent is on record', async () => {
    platform.script = async () => ({ outcome: 'rejected', code: 'http-400', message: 'Too long.' })
    const job = await publisher.dueJob()
    await publisher.react(job, { number: 2 })
    assert.equal((await publisher.task(job)).status, 'failed')
  })
})

suite('a database that goes away', () => {
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

  test('and is away at the end leaves the job to the next publisher', async () => {
    const job = await publisher.dueJob()
    const { query } = publisher.pool
    publisher.pool.query = () => Promise.reject(lostConnection())
    const outcome = await publisher.open(AbortSignal.abort())(job)
    publisher.pool.query = query
    assert.deepEqual(outcome, retry(100, 'database-unavailable'))
    assert.deepEqual(platform.committed, [])
  })

  test('after it does not make it forget what the platform answered', async () => {
    const { handle } = publisher
    let away = 2
    publisher.handle = (request) =>
      away-- > 0 ? Promise.reject(lostConnection()) : handle(request)
    const job = await publisher.dueJob()
    assert.equal(await publisher.react(job), done)
    assert.equal((await publisher.task(job)).status, 'published')
    assert.equal(platform.committed.length, 1)
  })

  test('and does not come back before the end leaves the job to the next publisher', async () => {
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

  test('a fault of another kind is the consumer’s to report', async () => {
    publisher.handle = () => Promise.reject(new Error('a bug'))
    await assert.rejects(publisher.react(await publisher.dueJob()), /a bug/)
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

  test('is left to the publisher that is frozen or cut off: it may yet tell', async () => {
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

  test('is unconfirmed after an unknown outcome, and free to be sent to when none left', async () => {
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

  test('is asked before it is sent to again, and what is there is adopted', async () => {
    const job = await inDoubt()
    platform.reconcile = async () => ({ outcome: 'found', remoteId: 'post 1' })
    await publisher.react(job)
    const { type, data } = await last(job)
    assert.equal(type, 'TaskPublished')
    assert.ok('remoteId' in data && data.remoteId === 'post 1')
    assert.equal(platform.committed.length, 1)
  })

  test('is sent to again when nothing is there, and the doubt is over', async () => {
    const job = await inDoubt()
    platform.script = async () => ({ outcome: 'rejected', code: 'long', message: 'Too long.' })
    await publisher.react(job)
    assert.deepEqual(await publisher.task(job), { status: 'failed', code: 'long' })
    assert.equal(platform.committed.length, 2)
  })

  for (const outcome of ['unknown', 'not-sent'] as const)
    test(`is not sent to when it does not tell: ${outcome}`, async () => {
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

suite('an account that changes while a task is on its way', () => {
  withPlatform('key')

  const change = (accountId: string, data: object) =>
    publisher.command({
      type: 'ChangeAccount',
      accountId: accountId as AccountId,
      credentialsReplaced: false,
      ...data,
    })

  test('is published to as it was when the attempt was due', async () => {
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

  test('is not sent a repeat when place and credentials are others', async () => {
    const accountId = await publisher.connect()
    const job = await publisher.dueJob(accountId)
    platform.script = async () => ({ outcome: 'unknown', code: 'reset', message: 'Reset.' })
    await publisher.react(job)
    await change(accountId, { settings: { url: 'elsewhere' }, credentialsReplaced: true })
    await publisher.react(await publisher.nextJob(job.streamId as TaskId))
    assert.equal((await publisher.task(job)).code, 'account-changed')
    assert.equal(platform.committed.length, 1)
  })
})
