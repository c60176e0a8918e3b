import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { hashtags } from './hashtags.ts'

suite('tags as hashtags', () => {
  for (const [what, tags, names] of [
    ['stay when they are one word', ['sea', 'iOS', 'Café', '海'], ['sea', 'iOS', 'Café', '海']],
    ['become one word', ['sea walks', 'covid-19', 'a.b c'], ['SeaWalks', 'Covid19', 'ABC']],
    ['lose what is no part of a word', ['#sea', ' sky! '], ['sea', 'sky']],
    ['are never another word', ['C++', 'C#', '.NET', 'c++ tips', 'sea'], ['sea']],
    ['are not digits alone, nor nothing', ['2026', '!?', '_', '\u0301', '1st'], ['1st']],
    ['stand once, as they were written first', ['Sea', 'sky', 'sea'], ['Sea', 'sky']],
    [
      'are split where a hashtag would end',
      ['node.js', 'öl-pest', 'a_b'],
      ['NodeJs', 'ÖlPest', 'a_b'],
    ],
    ['keep their marks and scripts', ['नमस्ते', '𐐨𐐩 x'], ['नमस्ते', '𐐀𐐩X']],
  ] as const) {
    test(what, () => assert.deepEqual(hashtags(tags), names))
  }
})
