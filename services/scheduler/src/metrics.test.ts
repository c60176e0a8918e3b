import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { toInstant } from '@pressrun/events'
import { createLogger, createMetrics } from '@pressrun/runtime'
import { schedulerMetrics } from './metrics.ts'
import { openLanes } from './scheduler.fixture.ts'

suite('the lateness of dispatching', () => {
  test('is measured for lanes that slept until an instant, and for no others', async () => {
    await using lanes = await openLanes()
    const metrics = createMetrics('scheduler')
    const now = () => lanes.clock.now
    const log = createLogger({ service: 'scheduler', level: 'silent' })
    const dispatch = schedulerMetrics(metrics, log, now).dispatching(lanes.dispatch)
    const [later, other] = [await lanes.connect(), await lanes.connect()]
    const dueAt = now() + 60_000
    await lanes.run([later], { scheduledAt: toInstant(dueAt) })
    await lanes.run([other])
    assert.equal((await dispatch()).tasks, 1)
    lanes.clock.now = dueAt + 40
    assert.equal((await dispatch()).tasks, 1)
    const text = await metrics.registry.metrics()
    assert.match(text, /^pressrun_dispatch_lateness_seconds_count{.*} 1$/m)
    assert.match(text, /^pressrun_dispatch_lateness_seconds_sum{.*} 0\.04$/m)
  })
})
