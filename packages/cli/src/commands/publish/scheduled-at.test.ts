import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readScheduledAt } from './scheduled-at.ts'

const now = Date.parse('2026-11-22T12:00:00Z')

suite('the time given with --at', () => {
  test('is an instant when it names its zone', () => {
    assert.equal(
      readScheduledAt('2026-11-23T09:00+01:00', now).scheduledAt,
      '2026-11-23T08:00:00.000Z',
    )
    assert.equal(readScheduledAt('2026-11-23T09:00Z', now).scheduledAt, '2026-11-23T09:00:00.000Z')
  })

  test("is this machine's wall time when it names none", () => {
    const { scheduledAt, timeZone } = readScheduledAt('2026-11-23 09:00', now)
    assert.equal(scheduledAt, new Date(2026, 10, 23, 9).toISOString())
    assert.equal(timeZone, new Intl.DateTimeFormat().resolvedOptions().timeZone)
  })

  for (const text of ['tomorrow', '2026-13-40T09:00', '2027-02-30T09:00Z', '9', '']) {
    test(`is refused when it is "${text}"`, () => {
      assert.throws(() => readScheduledAt(text, now), { message: /is no time: write it like/ })
    })
  }

  test('is refused when it is over', () => {
    assert.throws(() => readScheduledAt('2026-11-21T09:00Z', now), { message: /lies in the past/ })
  })
})
