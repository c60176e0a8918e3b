import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { contentSchema } from './content.ts'
import { checkLimits, measureText } from './limits.ts'
import { applyOverrides, overridesSchema } from './overrides.ts'

const content = { title: 'Title', body: 'Body', tags: ['a'] }

suite('content', () => {
  for (const [why, change] of [
    ['has a title of 301', { title: 'a'.repeat(301) }],
    ['has no body', { body: '' }],
    ['has a body of a million and one', { body: 'a'.repeat(1_000_001) }],
    ['has 51 tags', { tags: Array(51).fill('a') }],
    ['has fields nobody knows', { colour: 'red' }],
  ] as const) {
    test(`content that ${why} is refused`, () => {
      assert.equal(contentSchema.safeParse({ ...content, ...change }).success, false)
    })
  }

  test('is stored unchanged', () => assert.deepEqual(contentSchema.parse(content), content))

  test('may have no title', () => {
    assert.deepEqual(contentSchema.parse({ body: 'Body' }), { title: '', body: 'Body' })
    assert.deepEqual(overridesSchema.parse({}), {})
  })
})

suite('overrides', () => {
  test('replace the fields they name and no others', () => {
    const merged = applyOverrides(content, { title: 'Other', summary: undefined })
    assert.deepEqual(merged, { ...content, title: 'Other' })
  })

  test('empty overrides cost nothing', () => {
    assert.equal(applyOverrides(content, {}), content)
    assert.equal(applyOverrides(content, undefined), content)
  })

  test('cannot change sources or unknown fields', () => {
    assert.equal(overridesSchema.safeParse({ sources: [] }).success, false)
    assert.equal(overridesSchema.safeParse({ colour: 'red' }).success, false)
  })
})

suite('measuring', () => {
  test('counts as the platform counts', () => {
    const family = '👩‍👩‍👧'
    assert.equal(measureText(family, 'utf16-units'), 8)
    assert.equal(measureText(family, 'code-points'), 5)
    assert.equal(measureText(family, 'graphemes'), 1)
    assert.equal(measureText(family, 'bytes'), 18)
  })

  test('a violation names the limit and the measure', () => {
    const [violation] = checkLimits(content, [{ path: 'body', unit: 'graphemes', max: 3 }])
    assert.deepEqual([violation?.path, violation?.limit, violation?.actual], ['body', 3, 4])
  })
})
