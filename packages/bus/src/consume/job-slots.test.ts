import assert from 'node:assert/strict'
import { beforeEach, afterEach, mock, suite, test } from 'node:test'
import { JobSlots } from './job-slots.ts'

const growthMs = 100

/** Slots in which jobs wait until the test ends them. */
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

suite('slots for jobs', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setInterval'] }))
  afterEach(() => mock.timers.reset())

  /** A caller starts to wait for a slot in a microtask. */
  const grown = async (times = 1) => {
    for (let time = 0; time < times; time++) mock.timers.tick(growthMs)
    await new Promise(setImmediate)
  }

  test('grow for other jobs while the present ones leave the process idle', async () => {
    const { room: jobSlots, ends, arrive } = fill(12)
    using _jobSlots = jobSlots
    assert.deepEqual([ends.length, jobSlots.free], [10, 0])
    await grown()
    assert.equal(ends.length, 12)
    assert.ok(jobSlots.free > 0)
    void arrive(1)
    assert.equal(ends.length, 13)
  })

  test('wake a caller that waits for some', async () => {
    const { room: jobSlots } = fill(10)
    using _jobSlots = jobSlots
    const some = jobSlots.someFree(AbortSignal.timeout(5_000))
    await grown()
    await some
    assert.ok(jobSlots.free > 0)
  })

  test('never exceed their maximum', async () => {
    const { room: jobSlots, ends } = fill(1_000)
    using _jobSlots = jobSlots
    await grown(20)
    assert.deepEqual([ends.length, jobSlots.free], [500, 0])
  })

  test('do not grow while the process is busy, or at the maximum', async () => {
    const busy = fill(12)
    using _busy = busy.room
    busy.process.isIdle = false
    const fixed = fill(12, { waitingMax: 10 })
    using _fixed = fixed.room
    await grown(20)
    assert.deepEqual([busy.ends.length, fixed.ends.length], [10, 10])
  })

  test('are freed by jobs that arrived and will not run', () => {
    const { room: jobSlots } = fill(4)
    using _jobSlots = jobSlots
    const arrived = jobSlots.expect(6)
    assert.equal(jobSlots.free, 0)
    void arrived.run(() => Promise.resolve())
    arrived[Symbol.dispose]()
    assert.equal(jobSlots.free, 5)
  })

  test('shrink to their first number when jobs end', async () => {
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
