import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { done, type Delivery } from '@pressrun/bus'
import type { RecordedEvent } from '@pressrun/events'
import { parseTraceparent } from '@pressrun/runtime'
import { last, platform, publisher, withPlatform } from './each-attempt.fixture.ts'
import { outcomesOf } from './outcomes-of.fixture.ts'

const many = (count: number): Promise<RecordedEvent[]> =>
  Promise.all(Array.from({ length: count }, () => publisher.dueJob()))

const statuses = (jobs: readonly RecordedEvent[]) =>
  Promise.all(jobs.map(async (job) => (await publisher.task(job)).status))

/** Counts the queries for rows of jobs; checking the log costs another only once. */
async function countingReads(): Promise<{ reads: number }> {
  await publisher.guard.check()
  const count = { reads: 0 }
  const { query } = publisher.pool
  publisher.pool.query = ((...given: [{ text?: string }]) => {
    if (given[0].text?.includes('runs.snapshot')) count.reads += 1
    return query.apply(publisher.pool, given as never)
  }) as typeof query
  return count
}

/** Begins the jobs of a message one after the other, with something in between. */
const inTurn = (
  events: readonly RecordedEvent[],
  delivery: Delivery,
  between: (over: RecordedEvent) => Promise<void>,
) =>
  publisher.reaction({
    events,
    delivery,
    async each(react) {
      const outcomes = []
      for (const event of events) {
        outcomes.push(await react(event))
        await between(event)
      }
      return outcomes
    },
  })

suite('a message of due jobs', () => {
  withPlatform('key')

  test('is read in one query, and its jobs are under way together', async () => {
    const jobs = await many(5)
    const all = Promise.withResolvers<void>()
    let underWay = 0
    platform.script = async () => {
      if (++underWay === jobs.length) all.resolve()
      await all.promise
      return { outcome: 'published' }
    }
    const count = await countingReads()
    const outcomes = await outcomesOf(publisher.reaction, jobs)
    assert.deepEqual(
      outcomes,
      jobs.map(() => done),
    )
    assert.equal(count.reads, 1)
    assert.deepEqual(await statuses(jobs), Array(5).fill('published'))
  })

  test('a redelivered message of due jobs is read job by job: another publisher may be working on it', async () => {
    const [first, second] = await many(2)
    assert.ok(first && second)
    await inTurn([first, second], { number: 2 }, async (over) => {
      if (over === first) await publisher.react(second)
    })
    assert.deepEqual(await statuses([first, second]), ['published', 'published'])
    assert.equal(platform.committed.length, 2)
  })

  test('with half of its jobs done does the other half', async () => {
    const jobs = await many(4)
    await outcomesOf(publisher.reaction, jobs.slice(0, 2))
    const outcomes = await outcomesOf(publisher.reaction, jobs, { number: 2 })
    assert.deepEqual(
      outcomes,
      jobs.map(() => done),
    )
    assert.equal(new Set(platform.committed).size, 4)
    assert.equal(platform.committed.length, 4)
  })

  test('does all of its jobs although one is invalid or fails', async () => {
    const [first, ...others] = await many(3)
    const job = first ?? assert.fail()
    const { runId } = (job as RecordedEvent<'TaskDue'>).data
    const [created] = await publisher.history({ ...job, streamId: runId })
    platform.script = async ({ key }) =>
      key.startsWith(job.streamId)
        ? { outcome: 'rejected', code: 'no', message: 'No.' }
        : { outcome: 'published' }
    const outcomes = await outcomesOf(publisher.reaction, [
      created ?? assert.fail(),
      job,
      ...others,
    ])
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['give-up', 'done', 'done', 'done'],
    )
    assert.deepEqual(await statuses([job, ...others]), ['failed', 'published', 'published'])
  })

  test('keeps each of its jobs in its own trace', async () => {
    const traceparents = [
      '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      '00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    ]
    const jobs = (await many(4)).map((job, number) => ({
      ...job,
      meta: { ...job.meta, traceparent: traceparents[number % 2] },
    })) as RecordedEvent[]
    await outcomesOf(publisher.reaction, jobs)
    const spans = await Promise.all(jobs.map(async (job) => (await last(job)).meta.traceparent))
    const traces = (given: readonly (string | undefined)[]) =>
      given.map((header) => parseTraceparent(header)?.traceId)
    assert.deepEqual(traces(spans), traces([...traceparents, ...traceparents]))
    assert.deepEqual([spans[0], spans[1]], [spans[2], spans[3]])
    assert.ok(!traceparents.includes(spans[0] ?? ''))
  })

  test('is read anew for jobs that had to wait long for a permit', async () => {
    const jobs = await many(3)
    const count = await countingReads()
    await inTurn(jobs, { number: 1 }, async (over) => {
      if (over === jobs[1]) publisher.clock.now += 6_000
    })
    assert.equal(count.reads, 2)
    assert.deepEqual(await statuses(jobs), Array(3).fill('published'))
  })
})
