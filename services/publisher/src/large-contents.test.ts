import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { retry } from '@pressrun/bus'
import type pg from 'pg'
import { eventually } from '@pressrun/tests'
import { platform, publisher, withPlatform } from './each-attempt.fixture.ts'
import { contentBytesMax } from './jobs/memory-permit.ts'

const forever = new AbortController().signal
const large = { body: 'x'.repeat(100_000) }

suite('jobs with large contents', () => {
  withPlatform('key')

  test('wait for the memory that others use; small ones do not', async () => {
    const others = await publisher.cache.large.first.acquire(contentBytesMax.large, forever)
    const job = await publisher.dueJob(undefined, large)
    const reacting = publisher.react(job)
    const small = await publisher.dueJob()
    await publisher.react(small)
    assert.deepEqual(platform.committed, [`${small.streamId}-1`])
    others[Symbol.dispose]()
    await reacting
    assert.deepEqual(platform.committed, [`${small.streamId}-1`, `${job.streamId}-1`])
  })

  test('do not wait for those that are begun again', async () => {
    const others = await publisher.cache.large.again.acquire(contentBytesMax.large, forever)
    const again = await publisher.dueJob(undefined, large)
    const reacting = publisher.react(again, { number: 2 })
    const first = await publisher.dueJob(undefined, large)
    await publisher.react(first)
    assert.deepEqual(platform.committed, [`${first.streamId}-1`])
    others[Symbol.dispose]()
    await reacting
    assert.deepEqual(platform.committed, [`${first.streamId}-1`, `${again.streamId}-1`])
  })

  test('jobs with large contents and those with middling ones wait for their own kind only', async () => {
    const others = await publisher.cache.middling.first.acquire(contentBytesMax.middling, forever)
    const middling = await publisher.dueJob(undefined, { body: 'x'.repeat(10_000) })
    const reacting = publisher.react(middling)
    const job = await publisher.dueJob(undefined, large)
    await publisher.react(job)
    assert.deepEqual(platform.committed, [`${job.streamId}-1`])
    others[Symbol.dispose]()
    await reacting
    assert.deepEqual(platform.committed, [`${job.streamId}-1`, `${middling.streamId}-1`])
  })

  test('are read once they have their permit, and not with their rows', async () => {
    const others = await publisher.cache.large.first.acquire(contentBytesMax.large, forever)
    const job = await publisher.dueJob(undefined, large)
    const rows: object[] = []
    const { query } = publisher.pool
    const asked = query.bind(publisher.pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult>
    publisher.pool.query = (async (config: pg.QueryConfig) => {
      const result = await asked(config)
      rows.push(...result.rows)
      return result
    }) as typeof query
    let body: string | undefined
    platform.prepare = async ({ overrides, idempotencyKey }) => {
      body = overrides?.body
      return { outcome: 'prepared', payload: 'text', token: idempotencyKey }
    }
    const reacting = publisher.react(job)
    await eventually(() => rows.length > 0)
    assert.ok(JSON.stringify(rows).length < 10_000)
    others[Symbol.dispose]()
    await reacting
    assert.equal(body, large.body)
  })

  test('release their permits, whatever the outcome', async () => {
    platform.script = async () => ({ outcome: 'rejected', code: 'no', message: 'No.' })
    await publisher.react(await publisher.dueJob(undefined, large))
    await publisher.cache.large.first.acquire(contentBytesMax.large, AbortSignal.timeout(5_000))
  })

  test('go to another publisher when this one ends while they wait', async () => {
    await publisher.cache.large.first.acquire(contentBytesMax.large, forever)
    const ending = new AbortController()
    const react = publisher.open(ending.signal)
    const reacting = react(await publisher.dueJob(undefined, large))
    ending.abort()
    assert.deepEqual(await reacting, retry(100, 'ending'))
    assert.deepEqual(platform.committed, [])
  })
})
