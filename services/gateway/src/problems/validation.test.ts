import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { z } from 'zod'
import { parsed } from './validation.ts'

const schema = z.strictObject({ timeZone: z.string(), count: z.int(), tags: z.array(z.string()) })
const good = { timeZone: 'UTC', count: 1, tags: [] }

suite('the problem of a request', () => {
  for (const [what, changes, message] of [
    ['a field that is missing', { timeZone: undefined }, 'body.timeZone: is missing'],
    ['a field of another type', { timeZone: null }, 'body.timeZone: must be a string'],
    ['a list that is none', { tags: 'one' }, 'body.tags: must be an array'],
    [
      'a mistyped field, before the one it leaves missing',
      { timeZone: undefined, timezone: 'UTC' },
      'body.timezone: There is no such field. (and 1 more)',
    ],
  ] as const)
    test(`names ${what}`, () =>
      assert.throws(() => parsed(schema, { ...good, ...changes }, 'body'), { message }))
})
