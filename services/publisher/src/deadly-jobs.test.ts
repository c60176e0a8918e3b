import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { done } from '@pressrun/bus'
import { verifyState } from '@pressrun/db/testing'
import type { RecordedEvent, RunId, TaskId } from '@pressrun/events'
import { eventually } from '@pressrun/tests'
import { last, platform, publisher, withPlatform } from './each-attempt.fixture.ts'

/** The number of no publisher. */
const dead = 1_000_000

type Beginning = { readonly publisher: number; readonly isolated: boolean }

async function beginnings(): Promise<Beginning[]> {
  const { rows } = await publisher.pool.query<Beginning>(
    'select publisher, isolated from job_beginnings order by publisher',
  )
  return rows
}

const begunBy = (number: number, { streamId }: RecordedEvent, isolated = false) =>
  publisher.pool.query('insert into job_beginnings values ($1, $2, $3)', [
    streamId,
    number,
    isolated,
  ])

/** Returns a job that the second publisher has died of, on its third delivery. */
async function suspect(): Promise<RecordedEvent> {
  const job = await publisher.dueJob()
  await begunBy(dead, job)
  return job
}

/** Runs `then` after the presence of a publisher was queried. */
function asked(then: () => void): { times: number } {
  const count = { times: 0 }
  const { present } = publisher
  present.has = (number) => {
    const isThere = Set.prototype.has.call(present, number)
    count.times += 1
    then()
    return isThere
  }
  return count
}

const third = { number: 3 }

suite('a job that publishers may have died of', () => {
  withPlatform('key')

  test('leaves nothing on record the first time', async () => {
    let begun: unknown
    platform.script = async () => {
      begun = await beginnings()
      return { outcome: 'published' }
    }
    await publisher.react(await publisher.dueJob())
    assert.deepEqual(begun, [])
  })

  test('is on record when it is begun again, and no longer when it is over', async () => {
    let begun: readonly Beginning[] = []
    platform.script = async () => {
      begun = await beginnings()
      return { outcome: 'rejected', code: 'no', message: 'No.' }
    }
    await publisher.react(await publisher.dueJob(), { number: 2 })
    assert.equal(begun.length, 1)
    assert.equal(begun[0]?.isolated, false)
    assert.ok(publisher.present.has(begun[0]?.publisher ?? 0), 'others can see who has it')
    assert.deepEqual(await beginnings(), [])
    assert.deepEqual(publisher.isolated, [])
  })

  test('is removed from the record when it is handed back', async () => {
    publisher.handle = () => Promise.reject(new Error('a bug'))
    await assert.rejects(publisher.react(await publisher.dueJob(), { number: 2 }), /a bug/)
    assert.deepEqual(await beginnings(), [])
  })

  test('runs isolated after the second, and killed no publisher once it is published', async () => {
    const job = await suspect()
    assert.equal(await publisher.react(job, third), done)
    assert.deepEqual(publisher.isolated, [job.streamId])
    assert.equal((await publisher.task(job)).status, 'published')
    assert.deepEqual(await beginnings(), [])
  })

  test('does not run isolated while its owner is present, and may be waited for', async () => {
    const job = await publisher.dueJob()
    publisher.present.add(dead)
    await begunBy(dead, job)
    const isThere = asked(() => publisher.present.delete(dead))
    await publisher.react(job, third)
    assert.equal(isThere.times, 3, 'it is missed twice')
    assert.deepEqual(publisher.isolated, [job.streamId])
  })

  test('does not run isolated while its owner stays present', async () => {
    const job = await publisher.dueJob()
    publisher.present.add(dead)
    await begunBy(dead, job)
    asked(() => (publisher.clock.now += 9_000))
    await publisher.react(job, third)
    assert.deepEqual(publisher.isolated, [])
    assert.equal((await publisher.task(job)).status, 'published')
  })

  test('is unconfirmed when its own process dies of it: earlier owners may have sent', async () => {
    for (const step of ['preparing', 'sending'] as const) {
      publisher.isolatedDiesIn = step
      const job = await suspect()
      assert.equal(await publisher.react(job, third), done)
      const end = { status: 'unconfirmed', code: 'publishers-died' }
      assert.deepEqual(await publisher.task(job), end)
    }
    assert.deepEqual(platform.committed, [])
  })

  test('is given up when five have died beside it', async () => {
    const job = await suspect()
    for (let number = 1; number <= 5; number++) await begunBy(dead + number, job, true)
    await publisher.react(job, { number: 9 })
    const end = { status: 'unconfirmed', code: 'publishers-died' }
    assert.deepEqual([await publisher.task(job), publisher.isolated], [end, []])
  })

  test('stays isolated from then on, whichever publisher gets it again', async () => {
    publisher.isolatedDiesIn = 'sending'
    const job = await suspect()
    await publisher.react(job, third)
    const taskId = job.streamId as TaskId
    const wanted = { type: 'RetryTask', taskId, force: true, now: Date.now() } as const
    await publisher.command(wanted)
    await publisher.react(await publisher.nextJob(taskId))
    assert.equal(publisher.isolated.length, 2)
    const end = { status: 'unconfirmed', code: 'publishers-died' }
    assert.deepEqual(await publisher.task(job), end)
  })
})

suite('a job of which no attempt can have sent anything', () => {
  withPlatform('lookup')

  test('has failed when its own process dies of it before it sends', async () => {
    publisher.isolatedDiesIn = 'preparing'
    const job = await suspect()
    await publisher.react(job, third)
    const end = { status: 'failed', code: 'publishers-died' }
    assert.deepEqual(await publisher.task(job), end)
  })

  test('is unconfirmed when it dies while it sends, and is checked', async () => {
    publisher.isolatedDiesIn = 'sending'
    const job = await suspect()
    await publisher.react(job, third)
    const { type, data } = await last(job)
    assert.deepEqual([type, 'nextCheckAt' in data], ['TaskUnconfirmed', true])
  })

  test('runs isolated when two publishers are gone that were about to send it', async () => {
    const job = await publisher.dueJob()
    const taskId = job.streamId as TaskId
    const interrupted = async (due: RecordedEvent<'TaskDue'>) => {
      const { attempt } = due.data
      const intent = { payloadHash: 'f00d', token: 'token', owner: dead }
      await publisher.command({ type: 'StartAttempt', taskId, attempt, ...intent })
      await publisher.react(due, { number: 2 })
      return (await publisher.nextJob(taskId)) as RecordedEvent<'TaskDue'>
    }
    const second = await interrupted(job as RecordedEvent<'TaskDue'>)
    await publisher.react(await interrupted(second))
    assert.deepEqual(publisher.isolated, [taskId])
    assert.equal((await publisher.task(job)).status, 'published')
  })
})

suite('a check that a publisher may have died of', () => {
  withPlatform('lookup')

  const unconfirmed = async () => {
    publisher.isolatedDiesIn = 'sending'
    const job = await suspect()
    await publisher.react(job, third)
    const taskId = job.streamId as TaskId
    await publisher.command({ type: 'ReconcileTask', taskId, now: Date.now() + 3_600_000 })
    return { job, check: await last(job) }
  }

  test('runs isolated', async () => {
    const { job, check } = await unconfirmed()
    await publisher.reconcile(check)
    assert.equal(publisher.isolated.length, 2)
    // It is not sent again: that would go on for ever.
    assert.deepEqual(await publisher.task(job), { status: 'failed', code: 'not-published' })
  })

  test('is the last when its own process dies of it', async () => {
    const { job, check } = await unconfirmed()
    publisher.isolatedDiesIn = 'looking'
    await publisher.reconcile(check)
    const { type, data } = await last(job)
    assert.deepEqual([type, 'nextCheckAt' in data], ['TaskStillUnconfirmed', false])
  })
})

suite('a cancelled task', () => {
  for (const [name, status] of [
    ['lookup', 'cancelled'],
    ['key', 'unconfirmed'],
  ] as const)
    suite(`whose publisher has died, on a platform of class ${name}`, () => {
      withPlatform(name)

      const isNotBegun = async (job: RecordedEvent) => {
        assert.equal(await publisher.react(job, { number: 2 }), done)
        await eventually(async () => (await publisher.task(job)).status === status, {
          what: `the task is ${status}`,
        })
        assert.deepEqual(platform.committed, [])
        assert.deepEqual((await verifyState(publisher.pool)).differences, [])
      }

      test(`is ${status}, and not begun again`, async () => {
        const job = await publisher.dueJob()
        const taskId = job.streamId as TaskId
        const wish = { type: 'CancelTask', taskId, afterAttempt: true, now: Date.now() } as const
        await publisher.command(wish)
        await isNotBegun(job)
      })

      test('has the same end when its run was cancelled', async () => {
        const job = await publisher.dueJob()
        const { runId } = job.data as { runId: RunId }
        await publisher.command({ type: 'CancelRun', runId })
        await isNotBegun(job)
      })
    })
})
