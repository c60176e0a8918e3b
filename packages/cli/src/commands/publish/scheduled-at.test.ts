import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
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

  test("is sent as this machine's local time, for the API to resolve, when it names none", (context) => {
    liveIn('Europe/Berlin', context)
    for (const [text, scheduledAt] of [
      ['2026-11-23 09:00', '2026-11-23T09:00'],
      // The clocks leap over it: JavaScript would make it half past three.
      ['2027-03-28T02:30', '2027-03-28T02:30'],
      ['2027-03-28T02:30:15', '2027-03-28T02:30:15'],
    ] as const)
      assert.deepEqual(readScheduledAt(text, now), { scheduledAt, timeZone: 'Europe/Berlin' })
  })

  test('is an instant when the zone of this machine has no name', (context) => {
    for (const zone of ['CET-1', 'Nowhere/Land']) {
      liveIn(zone, context)
      const scheduledAt = new Date(2026, 10, 23, 9).toISOString()
      assert.deepEqual(readScheduledAt('2026-11-23T09:00', now), { scheduledAt })
    }
  })

  test('is refused when it is a day without a time', () => {
    assert.throws(() => readScheduledAt('2026-12-24', now), {
      message: '"2026-12-24" names no time of that day: write it like 2026-12-24T09:00',
    })
  })

  for (const text of ['tomorrow', '2026-13-40T09:00', '2027-02-30T09:00Z', '2027-02-30', '9', '']) {
    test(`is refused when it is "${text}"`, () => {
      assert.throws(() => readScheduledAt(text, now), { message: /is no time: write it like/ })
    })
  }

  test('is refused when it is over', () => {
    for (const over of ['2026-11-21T09:00Z', '2026-11-21T09:00'])
      assert.throws(() => readScheduledAt(over, now), { message: /lies in the past/ })
  })
})

/** Node reads its zone anew when this is set. */
function liveIn(zone: string, context: TestContext): void {
  const before = process.env['TZ']
  process.env['TZ'] = zone
  context.after(() => {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  })
}
