import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { instantParam } from './instants.ts'
import { momentOf, momentParam } from './moment.ts'

const berlin = (text: string) => momentOf(text, 'Europe/Berlin', 'scheduledAt')

suite('a point in time', () => {
  test('is an instant with an offset, or a local time', () => {
    for (const good of ['2026-03-29T02:30', '2026-03-29T02:30:00', '2026-03-29T02:30:00+02:00'])
      assert.ok(momentParam.safeParse(good).success, good)
    for (const bad of ['2026-02-30T10:00', '2026-03-29', '1969-12-31T00:00', '2200-01-01T00:00', 7])
      assert.ok(!momentParam.safeParse(bad).success, String(bad))
  })

  test('may leave its seconds out, whatever its offset', () => {
    for (const text of ['2027-01-01T09:00Z', '2027-01-01T10:00+01:00', '2027-01-01T04:00-05:00']) {
      assert.ok(momentParam.safeParse(text).success, text)
      assert.equal(momentOf(text, undefined, 'x').at, '2027-01-01T09:00:00.000Z')
    }
  })

  test('that is invalid is refused with the format and the latest instant', () => {
    for (const bad of ['2200-01-01T00:00Z', '2027-02-30T10:00Z', '2027-01-01T10:00+0100', 'soon'])
      for (const param of [momentParam, instantParam]) {
        const { error } = param.safeParse(bad)
        assert.match(error?.issues[0]?.message ?? '', /02:30\+01:00\).*the end of 2199/, bad)
      }
  })

  test('with an offset is that instant; the zone only shows its local time', () => {
    const at = '2026-07-01T07:00:00.000Z'
    assert.deepEqual(berlin('2026-07-01T07:00:00Z'), { at, wallTime: '2026-07-01T09:00:00' })
    assert.deepEqual(momentOf('2026-07-01T09:00:00+02:00', undefined, 'x'), { at })
  })

  test('without an offset is local time of the zone', () =>
    assert.deepEqual(berlin('2026-07-01T09:00'), {
      at: '2026-07-01T07:00:00.000Z',
      wallTime: '2026-07-01T09:00:00',
    }))

  test('in a gap is the moment of the leap, in a fold the first time', () => {
    assert.equal(berlin('2026-03-29T02:30').at, '2026-03-29T01:00:00.000Z')
    assert.equal(berlin('2026-10-25T02:30').at, '2026-10-25T00:30:00.000Z')
  })

  test('stays in its years in every zone', () => {
    const message = /not between 1970 and the end of 2199/
    for (const [text, zone] of [
      ['2199-12-31T23:59', 'Pacific/Honolulu'],
      ['1970-01-01T00:00', 'Asia/Tokyo'],
    ] as const)
      assert.throws(() => momentOf(text, zone, 'endAt'), { code: 'validation-failed', message })
  })

  test('without an offset needs a zone', () =>
    assert.throws(() => momentOf('2026-07-01T09:00', undefined, 'scheduledAt'), {
      details: [
        {
          path: 'scheduledAt',
          code: 'time-zone-needed',
          message: 'is a local time: it needs an offset or a timeZone',
        },
      ],
    }))
})
