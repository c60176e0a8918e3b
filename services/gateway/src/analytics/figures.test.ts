import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { durationBoundsMs } from '@pressrun/events'
import { figuresOf, quantile } from './figures.ts'

const buckets = (counts: Record<number, number>) =>
  Array.from({ length: durationBoundsMs.length + 1 }, (_, i) => counts[i] ?? 0)

suite('the 95th percentile', () => {
  test('is null when there were no posts', () => {
    assert.equal(quantile(buckets({}), 0.95), null)
  })

  test('lies inside of its bucket, as if durations were spread evenly', () => {
    assert.equal(quantile(buckets({ 0: 100 }), 0.95), 4.8)
    assert.equal(quantile(buckets({ 4: 100 }), 0.95), 97.5)
    assert.equal(quantile(buckets({ 0: 90, 4: 10 }), 0.95), 75)
  })

  test('skips empty buckets', () => {
    assert.equal(quantile(buckets({ 0: 95, 6: 5 }), 0.95), 5)
    assert.equal(quantile(buckets({ 0: 94, 6: 6 }), 0.95), 250)
  })

  test('is the last bound for durations beyond all bounds', () => {
    assert.equal(quantile(buckets({ 13: 10 }), 0.95), 60_000)
  })
})

suite('figures', () => {
  test('average over all posts, whatever their outcome', () => {
    const figures = figuresOf({
      postsSuccess: 2,
      postsFailed: 1,
      postsUnconfirmed: 1,
      durationMsSum: 40,
      latenessMsSum: 10,
      durationBuckets: buckets({ 1: 4 }),
    })
    const { avgDurationMs, avgLatenessMs, p95DurationMs } = figures
    assert.deepEqual([avgDurationMs, avgLatenessMs, p95DurationMs], [10, 2.5, 9.8])
  })

  test('are null, not zero, when there were no posts', () => {
    const { avgDurationMs, avgLatenessMs } = figuresOf({
      postsSuccess: 0,
      postsFailed: 0,
      postsUnconfirmed: 0,
      durationMsSum: 0,
      latenessMsSum: 0,
      durationBuckets: buckets({}),
    })
    assert.deepEqual([avgDurationMs, avgLatenessMs], [null, null])
  })
})
