import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { describeFaults, publish, sampleJob } from '../testing/index.ts'
import { openBluesky } from './bluesky.fixture.ts'
import { bluesky } from './connector.ts'

// An expired session is renewed, and the post goes out.
describeFaults({ connector: bluesky, differs: { 'expired-token': ['published', 1] } })

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

  test('writes nothing when the post exists', async () => {
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
    test(`writes nothing when the search ends in ${fault}`, async () => {
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

suite('a post whose first attempt was lost with the database', () => {
  test('cannot be searched for: its key was derived from that instant', async () => {
    await using target = await openBluesky()
    await publish(bluesky, sampleJob(target), target.tools)
    const job = sampleJob(target, { inDoubt: true, firstAttemptLost: true })
    const found = await bluesky.reconcile?.(job, target.tools)
    assert.ok(found?.outcome === 'unknown' && found.hopeless)
  })
})

suite('another record in the way', () => {
  const otherwise = { overrides: { title: 'Other words' } }

  test('is the post of an earlier attempt, and adopted', async () => {
    await using target = await openBluesky()
    const first = await publish(bluesky, sampleJob(target), target.tools)
    assert.deepEqual(await publish(bluesky, sampleJob(target, otherwise), target.tools), first)
    assert.equal(target.posts().length, 1)
  })

  test('leaves the outcome unknown while it cannot be read', async () => {
    await using target = await openBluesky()
    await publish(bluesky, sampleJob(target), target.tools)
    target.fakes.faults.next('bluesky', 'rate-limited', { step: 'look' })
    const outcome = await publish(bluesky, sampleJob(target, otherwise), target.tools)
    assert.ok(outcome.outcome === 'unknown' && outcome.code === 'invalid-swap')
  })
})
