import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { tagNames } from './tag-names.ts'

suite('the tags of a blog', () => {
  for (const [what, tags, names] of [
    ['stay as they are', ['Sea walks', 'C++', 'R&D', '海'], ['Sea walks', 'C++', 'R&D', '海']],
    ['lose the sign that would hide them', ['#sea', '# sky', '##', ','], ['sea', 'sky']],
    ['are not blank', [' ', '\n', '\u0007'], []],
    ['are one line', [' long\n walks '], ['long walks']],
    ['stand once', ['Sea', 'sea', '#SEA'], ['Sea']],
  ] as const) {
    test(what, () => assert.deepEqual(tagNames(tags), names))
  }
})
