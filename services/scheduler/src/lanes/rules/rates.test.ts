import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { afterPosts, ratesOf, allowanceOf, type Rate, type RestAt } from './rates.ts'

const start = Date.parse('2026-03-01T09:00:00Z')
const minuteMs = 60_000

const allowance = (rates: readonly Rate[], restAt: RestAt = {}, inFlight = 0, now = start) =>
  allowanceOf(rates, restAt, inFlight, now)

suite('the capacity of a lane', () => {
  test('is endless without limits', () => {
    assert.deepEqual(allowance(ratesOf({ maxInFlight: 3 })), { posts: Infinity })
  })

  test('is one post at a time for small limits, and returns evenly', () => {
    const rates = ratesOf({ ratePerMinute: 6 })
    assert.deepEqual(allowance(rates), { posts: 1 })
    const restAt = afterPosts(rates, {}, 1, start)
    const full = allowance(rates, restAt)
    assert.ok('until' in full && full.until !== undefined)
    assert.equal(Math.round((full.until - start) / 1_000), 10)
    assert.deepEqual(allowance(rates, restAt, 0, full.until - 1).posts, 0)
    assert.deepEqual(allowance(rates, restAt, 0, full.until), { posts: 1 })
  })

  test('is a part of a larger limit at once, half of what a day may have', () => {
    assert.deepEqual(allowance(ratesOf({ ratePerMinute: 60 })), { posts: 6 })
    assert.deepEqual(allowance(ratesOf({ ratePerHour: 60 })), { posts: 12 })
    assert.deepEqual(allowance(ratesOf({ ratePerDay: 60 })), { posts: 30 })
  })

  test('is that of the tightest limit; the wait is that of the longest', () => {
    const rates = ratesOf({ ratePerMinute: 100, ratePerDay: 4, minGapSeconds: 5 })
    assert.deepEqual(allowance(rates), { posts: 1 })
    const after = allowance(rates, afterPosts(rates, {}, 2, start))
    assert.ok('until' in after && after.until !== undefined)
    assert.equal(Math.round((after.until - start) / 3_600_000), 8)
  })

  test('counts attempts in flight as if they landed now; then time alone does not help', () => {
    const rates = ratesOf({ minGapSeconds: 5 })
    assert.deepEqual(allowance(rates, {}, 1), { posts: 0 })
    assert.deepEqual(allowance(ratesOf({ ratePerMinute: 60 }), {}, 4), { posts: 2 })
  })

  test('is what it was when a limit is lifted and set again, and whole once its rest is over', () => {
    const rates = ratesOf({ ratePerDay: 10 })
    const restAt = afterPosts(rates, {}, 5, start)
    const lifted = afterPosts([], restAt, 3, start + minuteMs)
    const another = afterPosts(ratesOf({ ratePerHour: 1 }), lifted, 1, start + minuteMs)
    assert.equal(allowance(rates, another, 0, start + minuteMs).posts, 0)
    assert.deepEqual(afterPosts([], another, 0, start + 24 * 60 * minuteMs), {})
  })

  test('is back after a full rest at the latest, even if the clock was set back', () => {
    const rates = ratesOf({ ratePerMinute: 6 })
    const restAt = afterPosts(rates, {}, 1, start)
    const hourAgo = start - 60 * minuteMs
    const full = allowance(rates, restAt, 0, hourAgo)
    assert.ok('until' in full && full.until !== undefined && full.until <= hourAgo + 10_100)
  })
})

suite('any window, wherever it begins,', () => {
  /** The most landings in any window of this length, both of its ends included. */
  function most(landings: readonly number[], windowMs: number): number {
    const sorted = landings.toSorted((a, b) => a - b)
    let first = 0
    let held = 0
    sorted.forEach((landing, last) => {
      while (landing - (sorted[first] ?? 0) > windowMs) first += 1
      held = Math.max(held, last - first + 1)
    })
    return held
  }

  test('has no more posts than the limit, however long attempts take and whenever they land', () => {
    const lane = fc.record({
      ratePerMinute: fc.integer({ min: 1, max: 60 }),
      minGapSeconds: fc.constantFrom(0, 0, 1, 7),
      maxInFlight: fc.integer({ min: 1, max: 8 }),
      // How long an attempt takes, and when in it the post lands.
      attempts: fc.array(
        fc.tuple(fc.integer({ min: 1, max: 90_000 }), fc.double({ min: 0, max: 1, noNaN: true })),
        {
          minLength: 5,
          maxLength: 60,
        },
      ),
      idleMs: fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 5 }),
    })
    fc.assert(
      fc.property(lane, ({ attempts, idleMs, maxInFlight, ...limits }) => {
        const rates = ratesOf(limits)
        const landings: number[] = []
        let restAt: RestAt = {}
        let now = start
        let endings: number[] = []
        const pass = (to: number) => {
          now = to
          const ended = endings.filter((end) => end <= now).length
          endings = endings.filter((end) => end > now)
          restAt = afterPosts(rates, restAt, ended, now)
        }
        attempts.forEach(([takesMs, lands], i) => {
          // Now and then nothing is due for a while.
          if (i % 10 === 9) pass(now + (idleMs[i % idleMs.length] ?? 0))
          for (;;) {
            const found = allowanceOf(rates, restAt, endings.length, now)
            if (found.posts > 0 && endings.length < maxInFlight) break
            const until = 'until' in found ? found.until : undefined
            pass(Math.max(now + 1, Math.min(until ?? Infinity, ...endings)))
          }
          landings.push(now + takesMs * lands)
          endings.push(now + takesMs)
        })
        assert.ok(most(landings, minuteMs) <= limits.ratePerMinute)
        if (limits.minGapSeconds > 0)
          assert.ok(most(landings, limits.minGapSeconds * 1_000 - 1) <= 1)
      }),
      { numRuns: 300 },
    )
  })

  test('has no more of the posts made under a limit than it allows, however often the limit is lifted', () => {
    const others = [{}, { ratePerHour: 1 }, { minGapSeconds: 2 }, { ratePerDay: 500 }]
    const post = fc.record({
      limits: fc.option(fc.constantFrom(...others)),
      takesMs: fc.integer({ min: 1, max: 3_000 }),
    })
    const posts = fc.array(post, { minLength: 5, maxLength: 60 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), posts, (ratePerMinute, wanted) => {
        const landings: number[] = []
        let restAt: RestAt = {}
        let now = start
        for (const { limits, takesMs } of wanted) {
          const rates = ratesOf(limits ?? { ratePerMinute })
          const found = allowanceOf(rates, restAt, 0, now)
          // Too long a wait: the limits are changed instead.
          const until = 'until' in found ? (found.until ?? now) : now
          if (until > now + minuteMs) continue
          now = until + takesMs
          if (limits === null) landings.push(now)
          restAt = afterPosts(rates, restAt, 1, now)
        }
        assert.ok(most(landings, minuteMs) <= ratePerMinute)
      }),
    )
  })
})
