import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { nextInstant, upcoming } from './cron.ts'

const timeZone = 'Europe/Berlin'
const at = (text: string) => Date.parse(text)
const shown = (ms: number | null) => ms && new Date(ms).toISOString()

suite('a cron expression', () => {
  test('fires by the clocks of its zone, summer and winter', () => {
    const rule = { cron: '0 9 * * *', timeZone }
    assert.equal(shown(nextInstant(rule, at('2026-01-10T12:00:00Z'))), '2026-01-11T08:00:00.000Z')
    assert.equal(shown(nextInstant(rule, at('2026-07-10T12:00:00Z'))), '2026-07-11T07:00:00.000Z')
  })

  test('fires at the leap when its time is leapt over, with wildcards too', () => {
    for (const cron of ['30 2 * * *', '*/15 2 * * *']) {
      const next = nextInstant({ cron, timeZone }, at('2026-03-28T12:00:00Z'))
      assert.equal(shown(next), '2026-03-29T01:00:00.000Z')
    }
  })

  test('fires the first time when its time comes twice, with wildcards too', () => {
    const rule = { cron: '*/30 2 * * *', timeZone }
    assert.deepEqual(upcoming(rule, at('2026-10-24T12:00:00Z'), 3).map(shown), [
      '2026-10-25T00:00:00.000Z',
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:00:00.000Z',
    ])
  })

  test('fires strictly after the given instant', () => {
    const rule = { cron: '* * * * *', timeZone }
    const minute = at('2026-01-10T12:00:00Z')
    assert.equal(nextInstant(rule, minute - 1), minute)
    assert.equal(nextInstant(rule, minute), minute + 60_000)
    assert.equal(nextInstant(rule, minute + 1), minute + 60_000)
  })

  test('waits for years if necessary, and ends at its end', () => {
    const rule = { cron: '0 0 29 2 *', timeZone: 'UTC' }
    const after = at('2026-01-01T00:00:00Z')
    assert.equal(shown(nextInstant(rule, after)), '2028-02-29T00:00:00.000Z')
    assert.deepEqual(upcoming(rule, after, 10, at('2030-01-01T00:00:00Z')).map(shown), [
      '2028-02-29T00:00:00.000Z',
    ])
  })

  test('fires neither before its start nor after its end, but at both', () => {
    const [startMs, endMs] = [at('2026-02-03T09:00:00Z'), at('2026-02-05T09:00:00Z')]
    const rule = { cron: '0 9 * * *', timeZone: 'UTC', startMs, endMs }
    assert.deepEqual(upcoming(rule, at('2026-01-01T00:00:00Z'), 10).map(shown), [
      '2026-02-03T09:00:00.000Z',
      '2026-02-04T09:00:00.000Z',
      '2026-02-05T09:00:00.000Z',
    ])
    assert.equal(nextInstant(rule, endMs), null)
  })
})
