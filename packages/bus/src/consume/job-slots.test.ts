import assert from 'node:assert/strict'
import { beforeEach, afterEach, mock, suite, test } from 'node:test'
import { JobSlots } from './job-slots.ts'

const growthMs = 100

/** A room in which jobs wait until they are told to end. */
function fill(jobs: number, { max = 10, waitingMax = 500 } = {}) {
  const process = { isIdle: true }
  const jobSlots = new JobSlots({ max, waitingMax, isIdle: () => process.isIdle })
  const ends: (() => void)[] = []
  const arrive = (count: number) => {
    const { run } = jobSlots.expect(count)
    return Array.from({ length: count }, () =>
      run(() => new Promise<void>((resolve) => ends.push(resolve))),
    )
  }
  const over = arrive(jobs)
  return { room: jobSlots, process, ends, over, arrive }
}

suite('a room for jobs', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setInterval'] }))
  afterEach(() => mock.timers.reset())

  /** Who waits for a place begins in a microtask. */
  const grown = async (times = 1) => {
    for (let time = 0; time < times; time++) mock.timers.tick(growthMs)
    await new Promise(setImmediate)
  }

  test('has places for others beside those that leave the process idle', async () => {
    const { room: jobSlots, ends, arrive } = fill(12)
    using _jobSlots = jobSlots
    assert.deepEqual([ends.length, jobSlots.free], [10, 0])
    await grown()
    assert.equal(ends.length, 12)
    assert.ok(jobSlots.free > 0)
    void arrive(1)
    assert.equal(ends.length, 13)
  })

  test('wakes who waits for some', async () => {
    const { room: jobSlots } = fill(10)
    using _jobSlots = jobSlots
    const some = jobSlots.someFree(AbortSignal.timeout(5_000))
    await grown()
    await some
    assert.ok(jobSlots.free > 0)
  })

  test('has no more than there may be', async () => {
    const { room: jobSlots, ends } = fill(1_000)
    using _jobSlots = jobSlots
    await grown(20)
    assert.deepEqual([ends.length, jobSlots.free], [500, 0])
  })

  test('stays as it is while the process is busy, or when it may not become larger', async () => {
    const busy = fill(12)
    using _busy = busy.room
    busy.process.isIdle = false
    const fixed = fill(12, { waitingMax: 10 })
    using _fixed = fixed.room
    await grown(20)
    assert.deepEqual([busy.ends.length, fixed.ends.length], [10, 10])
  })

  test('forgets those that have come and will not be run', () => {
    const { room: jobSlots } = fill(4)
    using _jobSlots = jobSlots
    const arrived = jobSlots.expect(6)
    assert.equal(jobSlots.free, 0)
    void arrived.run(() => Promise.resolve())
    arrived[Symbol.dispose]()
    assert.equal(jobSlots.free, 5)
  })

  test('is as small as before when they have ended', async () => {
    const { room: jobSlots, process, ends, over, arrive } = fill(400)
    using _jobSlots = jobSlots
    await grown(5)
    assert.equal(ends.length, 400)
    process.isIdle = false
    ends.forEach((end) => end())
    await Promise.all(over)
    assert.equal(jobSlots.free, 10)
    ends.length = 0
    void arrive(20)
    await grown()
    assert.equal(ends.length, 10)
  })
})
