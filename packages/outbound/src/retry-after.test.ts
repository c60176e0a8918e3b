import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { resetTime, retryAfter } from './retry-after.ts'

const now = new Date('2026-01-01T00:00:00.000Z')

suite('Retry-After', () => {
  for (const [header, until] of [
    ['120', '2026-01-01T00:02:00.000Z'],
    ['0.5', '2026-01-01T00:00:00.500Z'],
    ['Thu, 01 Jan 2026 00:03:00 GMT', '2026-01-01T00:03:00.000Z'],
    ['Wed, 31 Dec 2025 23:00:00 GMT', '2026-01-01T00:00:00.000Z'],
    ['99999999999', '2026-01-02T00:00:00.000Z'],
    ['Thu, 01 Jan 2099 00:00:00 GMT', '2026-01-02T00:00:00.000Z'],
  ] as const) {
    test(`${header} is ${until}`, () => assert.equal(retryAfter(header, now)?.toISOString(), until))
  }

  for (const header of [undefined, '', 'soon', '-5 seconds', []]) {
    test(`${JSON.stringify(header)} yields nothing`, () => {
      assert.equal(retryAfter(header, now), undefined)
    })
  }
})

suite('the end of a limit’s window', () => {
  const now = new Date('2026-01-01T00:00:00Z')
  const end = new Date('2026-01-01T00:05:00Z')

  for (const [what, value] of [
    ['a date', end.toISOString()],
    ['seconds since 1970', String(end.getTime() / 1_000)],
    ['such seconds with a fraction', `${end.getTime() / 1_000}.000`],
    ['seconds from now', '300'],
  ] as const) {
    test(`may be ${what}`, () => assert.deepEqual(resetTime(value, now), end))
  }

  test('may be missing, or past', () => {
    assert.equal(resetTime(undefined, now), undefined)
    assert.deepEqual(resetTime('1000000000', now), now)
  })
})
