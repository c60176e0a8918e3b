import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { troublePlan, victims, type TroubleOptions } from './trouble-plan.ts'

const options: TroubleOptions = { seed: 7, lastsMs: 180_000, gapMs: [4_000, 9_000], calmMs: 20_000 }

suite('a plan of faults', () => {
  test('is the same for the same seed, and another for another', () => {
    assert.deepEqual(troublePlan(options), troublePlan(options))
    assert.notDeepEqual(troublePlan({ ...options, seed: 8 }), troublePlan(options))
  })

  test('affects every process, one after another, while it lasts', () => {
    const plan = troublePlan(options)
    assert.deepEqual(new Set(plan.map(({ whom }) => whom)), new Set(victims))
    plan.slice(1).forEach(({ atMs }, index) => assert.ok(atMs >= (plan[index]?.atMs ?? 0) + 4_000))
    assert.ok(plan.every(({ atMs }) => atMs < options.lastsMs))
  })

  test('includes the worst faults even when it is short', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const plan = troublePlan({ seed, lastsMs: 30_000, gapMs: [3_000, 5_000], calmMs: 0 })
      const kinds = new Set(plan.map(({ what, whom }) => `${what} ${whom}`))
      for (const kind of ['kill publisher-1', 'stop publisher-2', 'kill nats', 'restart postgres'])
        assert.ok(kinds.has(kind), `${kind} with seed ${seed}`)
    }
  })

  test('stops processes for longer than the ack wait', () => {
    const stops = troublePlan(options).filter(({ what }) => what === 'stop')
    assert.ok(stops.length > 0)
    for (const { forMs = 0 } of stops) assert.ok(forMs >= 12_000 && forMs <= 20_000)
  })

  test('leaves time to observe how the first killed publisher is taken over', () => {
    const [first, second] = troublePlan(options)
    assert.ok((second?.atMs ?? 0) - (first?.atMs ?? 0) >= options.calmMs)
  })

  test('spares the processes it is given', () => {
    const plan = troublePlan({ ...options, spared: ['gateway'] })
    assert.ok(plan.every(({ whom }) => whom !== 'gateway'))
  })
})
