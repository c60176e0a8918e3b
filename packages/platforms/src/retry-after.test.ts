import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { retryAfter } from './retry-after.ts'

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
    test(`${JSON.stringify(header)} says nothing`, () => {
      assert.equal(retryAfter(header, now), undefined)
    })
  }
})
