import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { instantOf } from './instant-of.ts'
import { wallAt } from './zone.ts'

suite('the instant of a local time', () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'))
  const wall = fc.integer({ min: Date.UTC(1971, 0) / 1_000, max: Date.UTC(2100, 0) / 1_000 })

  test('is the first at which the clocks show it or later', () => {
    fc.assert(
      fc.property(zone, wall, (name, seconds) => {
        const wallMs = seconds * 1_000
        const instantMs = instantOf(wallMs, name)
        assert.ok(wallAt(instantMs, name) >= wallMs)
        assert.ok(wallAt(instantMs - 1, name) < wallMs)
      }),
      { numRuns: 3_000 },
    )
  })

  test('keeps the order: what is later on the clock is never an earlier instant', () => {
    const apart = fc.integer({ min: 0, max: 3 * 86_400 })
    fc.assert(
      fc.property(zone, wall, apart, (name, seconds, more) => {
        const first = instantOf(seconds * 1_000, name)
        assert.ok(instantOf((seconds + more) * 1_000, name) >= first)
      }),
      { numRuns: 3_000 },
    )
  })
})
