import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createDatabase } from '@pressrun/tests'
import { openDatabase, toIsoInstant } from './database.ts'

const forms: [postgres: string, iso: string][] = [
  ['2026-03-29 01:00:00+00', '2026-03-29T01:00:00.000Z'],
  ['2026-03-29 01:00:00.2+00', '2026-03-29T01:00:00.200Z'],
  ['2026-03-29 01:00:00.25+00', '2026-03-29T01:00:00.250Z'],
  ['2026-03-29 01:00:00.007+00', '2026-03-29T01:00:00.007Z'],
  ['2026-03-29 01:00:00.123999+00', '2026-03-29T01:00:00.123Z'],
  ['2026-03-29 03:00:00.25+02', '2026-03-29T01:00:00.250Z'],
  ['2026-03-29 06:30:00+05:30', '2026-03-29T01:00:00.000Z'],
  ['infinity', '9999-12-31T23:59:59.999Z'],
  ['-infinity', '0001-01-01T00:00:00.000Z'],
  ['2026-03-28 20:00:00.1-05', '2026-03-29T01:00:00.100Z'],
]

suite('an instant as Postgres writes it', () => {
  for (const [postgres, iso] of forms)
    test(`${postgres} is ${iso}`, () => assert.equal(toIsoInstant(postgres), iso))

  test('an instant as Postgres writes it that is none is a fault', () =>
    assert.throws(() => toIsoInstant('never'), RangeError))

  test('comes back as it was sent, also where the URL sets another zone', async () => {
    await using created = await createDatabase()
    for (const options of ['', '?options=-c%20TimeZone%3DAsia/Kolkata']) {
      await using database = openDatabase({ url: created.url + options })
      for (const instant of ['2026-03-29T01:00:00.250Z', '2026-10-25T00:30:00.000Z']) {
        const { rows } = await database.pool.query('select $1::timestamptz as at', [instant])
        assert.deepEqual(rows, [{ at: instant }])
      }
    }
  })
})
