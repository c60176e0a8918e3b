import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseWallTime, showWallTime } from './wall-time.ts'
import { isZone } from './zone.ts'

suite('a local time', () => {
  test('is read to the minute or the second', () => {
    assert.equal(showWallTime(parseWallTime('2026-03-29T02:30') ?? 0), '2026-03-29T02:30:00')
    assert.equal(showWallTime(parseWallTime('2026-03-29T02:30:15') ?? 0), '2026-03-29T02:30:15')
  })

  test('has no offset, and exists in the calendar', () => {
    const none = [
      '2026-03-29T02:30Z',
      '2026-03-29T02:30+01:00',
      '2026-02-30T10:00',
      '2026-01-01T24:00',
    ]
    for (const text of [...none, '2026-01-01', '9', ''])
      assert.equal(parseWallTime(text), undefined)
  })
})

suite('a zone', () => {
  test('is a name that the tz data knows', () => {
    for (const name of ['Europe/Berlin', 'Asia/Kolkata', 'UTC', 'america/new_york'])
      assert.ok(isZone(name), name)
    for (const name of ['Mars/Phobos', '+02:00', '', 'Berlin']) assert.ok(!isZone(name), name)
  })
})
