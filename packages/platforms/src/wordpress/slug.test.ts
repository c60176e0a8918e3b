import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { slugOf, slugsToLookFor } from './slug.ts'

suite('a slug with a marker', () => {
  for (const [title, slug] of [
    ['Where the tide turns', 'where-the-tide-turns-abc'],
    ['  Été à Øresund!  ', 'ete-a-resund-abc'],
    ['C & A: 50 %', 'c-a-50-abc'],
    ['潮の変わり目', 'post-abc'],
    ['x'.repeat(300), `${'x'.repeat(60)}-abc`],
    [`${'x'.repeat(59)} y`, `${'x'.repeat(59)}-abc`],
  ] as const) {
    test(`${title.slice(0, 30)} becomes ${slug}`, () => assert.equal(slugOf(title, 'abc'), slug))
  }

  test('is searched for with a number and in the trash, too', () => {
    const slugs = slugsToLookFor('a-b')
    for (const slug of ['a-b', 'a-b-2', 'a-b__trashed', 'a-b-2__trashed'])
      assert.ok(slugs.includes(slug))
  })
})
