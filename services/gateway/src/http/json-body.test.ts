import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Problem } from '../problems/problem.ts'
import { readJsonBody } from './json-body.ts'

function refusalOf(body: string | Buffer): object {
  try {
    return { value: readJsonBody(Buffer.from(body as string)) }
  } catch (error) {
    assert.ok(error instanceof Problem)
    return { code: error.code, details: error.details?.map(({ path, code }) => `${path} ${code}`) }
  }
}

const fields = (count: number) => Array.from({ length: count }, (_, index) => `"f${index}":0`)

suite('reading a JSON body', () => {
  for (const [what, body, details] of [
    ['lists within lists', '['.repeat(65) + ']'.repeat(65), [' nested-too-deeply']],
    ['objects within objects', '{"a":'.repeat(65) + '1' + '}'.repeat(65), [' nested-too-deeply']],
    ['a million brackets', '['.repeat(1_000_000), [' nested-too-deeply']],
    ['very many fields', `{${fields(51_001).join(',')}}`, [' too-many-fields']],
    ['a NUL', String.raw`{"a":[1,{"b":"\u0000"}]}`, ['a.1.b nul-character']],
    ['half a surrogate pair', String.raw`["a","\ud800"]`, ['1 ill-formed-text']],
    ['a NUL in a name', String.raw`{"a":{"\u0000":1}}`, ['a.\0 nul-character']],
  ] as const) {
    test(`refuses ${what}`, () =>
      assert.deepEqual(refusalOf(body), { code: 'validation-failed', details }))
  }

  for (const encoding of ['latin1', 'utf16le'] as const)
    test(`refuses ${encoding}, which would be published with other letters`, () =>
      assert.deepEqual(refusalOf(Buffer.from('{"title":"Grüße"}', encoding)), {
        code: 'malformed-json',
        details: undefined,
      }))

  for (const [what, value] of [
    ['what is nested 64 deep', '['.repeat(64) + ']'.repeat(64)],
    ['brackets and colons in texts', JSON.stringify(['[{:'.repeat(60_000), '\\', '\\"[', '"'])],
    ['a list of many texts', JSON.stringify(Array(400_000).fill('a'))],
    ['whole surrogate pairs', String.raw`{"a":"\ud83d\ude00"}`],
  ] as const) {
    test(`accepts ${what}`, () => assert.deepEqual(refusalOf(value), { value: JSON.parse(value) }))
  }
})
