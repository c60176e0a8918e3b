import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { instantOf } from './instant-of.ts'

suite('a date in a feed', () => {
  for (const [written, instant] of [
    ['Sun, 01 Mar 2026 10:00:00 +0100', '2026-03-01T09:00:00.000Z'],
    ['Sun, 01 Mar 2026 09:00:00 GMT', '2026-03-01T09:00:00.000Z'],
    ['Sun, 01 Mar 2026 04:00:00 EST', '2026-03-01T09:00:00.000Z'],
    ['1 Mar 26 09:00 UT', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T09:00:00Z', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T10:00:00.5+01:00', '2026-03-01T09:00:00.500Z'],
    // Zones by the names that people give them.
    ['Wed, 01 Jul 2026 11:00:00 CEST', '2026-07-01T09:00:00.000Z'],
    ['Wed, 01 Jul 2026 10:00:00 BST', '2026-07-01T09:00:00.000Z'],
    ['Wed, 01 Jul 2026 19:00:00 AEST', '2026-07-01T09:00:00.000Z'],
    ['Wed, 01 Jul 2026 18:00:00 JST', '2026-07-01T09:00:00.000Z'],
    ['2026-07-01T12:00:00MSK', '2026-07-01T09:00:00.000Z'],
    // None at all.
    ['Sun, 01 Mar 2026 09:00:00', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T09:00:00', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01 09:00:00', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['March 1, 2026', '2026-03-01T00:00:00.000Z'],
  ] as const)
    test(`is an instant: ${written}`, () => {
      assert.equal(new Date(instantOf(written) ?? 0).toISOString(), instant)
    })

  for (const written of ['', 'soon', '0000-00-00', '31 Foo 2026', `1 Mar 2026${' '.repeat(200)}`])
    test(`is ignored: ${written.slice(0, 20)}`, () => assert.equal(instantOf(written), undefined))
})
