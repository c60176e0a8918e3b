import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Fault } from '@pressrun/fake-platforms'
import { assertPrepared, publish } from '../conformance/publish.ts'
import { sampleJob } from '../conformance/sample-job.ts'
import { openBluesky } from './bluesky.fixture.ts'
import { bluesky } from './connector.ts'

/** What a commit that meets a fault says, and how many posts can be seen then. */
const faults: readonly [Fault, string, number][] = [
  // The reset may come before the connection is up, and then nothing was sent.
  ['refuse', 'unknown or not-sent', 0],
  ['drop-before', 'unknown', 0],
  ['drop-after', 'unknown', 1],
  ['late-commit', 'unknown', 0],
  ['stall', 'unknown', 1],
  ['rate-limited', 'rate-limited', 0],
  ['rate-limited-silently', 'rate-limited', 0],
  ['error-before', 'unknown', 0],
  ['error-after', 'unknown', 1],
  ['error-body', 'unknown', 0],
  ['expired-token', 'published', 1],
]

const quick = { lateCommitMs: 150, stallMs: 400, deadlineMs: 150 }

suite('a commit to Bluesky that meets trouble', () => {
  for (const [fault, outcome, visible] of faults) {
    test(`${fault}: ${outcome}, ${visible} visible, and one after the next attempt`, async () => {
      await using target = await openBluesky(quick)
      const prepared = await bluesky.prepare(sampleJob(target), target.tools)
      assertPrepared(prepared)
      target.fakes.faults.next('bluesky', fault)
      const first = await bluesky.commit(sampleJob(target), prepared, target.tools)
      assert.ok(outcome.split(' or ').includes(first.outcome), JSON.stringify(first))
      assert.equal(target.posts().length, visible)

      const later = sampleJob(target, { attempt: 2, inDoubt: first.outcome === 'unknown' })
      const second = await publish(bluesky, later, target.tools)
      assert.equal(second.outcome, 'published')
      await target.fakes.settled()
      assert.equal(target.posts().length, 1)
      assert.ok('remoteId' in second && second.remoteId === target.posts()[0]?.id)
    })
  }

  test('a limit says until when', async () => {
    await using target = await openBluesky()
    const prepared = await bluesky.prepare(sampleJob(target), target.tools)
    assertPrepared(prepared)
    target.fakes.faults.next('bluesky', 'rate-limited')
    const limited = await bluesky.commit(sampleJob(target), prepared, target.tools)
    assert.ok(limited.outcome === 'rate-limited' && limited.until)
    assert.ok(limited.until.getTime() > Date.now())
  })
})

suite('an attempt in doubt', () => {
  const openPublished = async () => {
    const target = await openBluesky()
    await publish(bluesky, sampleJob(target), target.tools)
    const writes: number[] = []
    target.fakes.faults.plan(({ step, number }) => {
      if (step === 'publish') writes.push(number)
      return undefined
    })
    return { ...target, writes }
  }
  const doubtful = { attempt: 2, inDoubt: true }

  test('writes nothing when the post is there', async () => {
    await using target = await openPublished()
    const outcome = await publish(bluesky, sampleJob(target, doubtful), target.tools)
    assert.equal(outcome.outcome, 'published')
    assert.deepEqual(target.writes, [])
  })

  for (const [fault, outcome] of [
    ['error-before', 'unknown'],
    ['drop-before', 'unknown'],
    ['error-body', 'unknown'],
    ['rate-limited', 'rate-limited'],
  ] as const) {
    test(`writes nothing when the look ends in ${fault}`, async () => {
      await using target = await openPublished()
      target.fakes.faults.next('bluesky', fault, { step: 'look' })
      const job = sampleJob(target, doubtful)
      assert.equal((await publish(bluesky, job, target.tools)).outcome, outcome)
      assert.deepEqual(target.writes, [])
      target.fakes.faults.next('bluesky', fault, { step: 'look' })
      assert.equal((await bluesky.reconcile?.(job, target.tools))?.outcome, outcome)
    })
  }
})

suite('another record in the way', () => {
  const otherwise = { overrides: { title: 'Other words' } }

  test('is the post of an earlier attempt, and adopted', async () => {
    await using target = await openBluesky()
    const first = await publish(bluesky, sampleJob(target), target.tools)
    assert.deepEqual(await publish(bluesky, sampleJob(target, otherwise), target.tools), first)
    assert.equal(target.posts().length, 1)
  })

  test('leaves the outcome unknown while it cannot be seen', async () => {
    await using target = await openBluesky()
    await publish(bluesky, sampleJob(target), target.tools)
    target.fakes.faults.next('bluesky', 'rate-limited', { step: 'look' })
    const outcome = await publish(bluesky, sampleJob(target, otherwise), target.tools)
    assert.ok(outcome.outcome === 'unknown' && outcome.code === 'invalid-swap')
  })
})
