import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { titleText } from './title-text.ts'

suite('the title of an item', () => {
  for (const [html, text] of [
    ['Tom &amp; <b>Jerry</b>', 'Tom & Jerry'],
    ['one<br>two', 'one two'],
    ['Rust: Vec<T>', 'Rust: Vec<T>'],
    ['the <div> tag', 'the <div> tag'],
    ['Map<String, List<T>>', 'Map<String, List<T>>'],
    ['a < b and b > c', 'a < b and b > c'],
    ['<div xmlns="x">whole</div>', 'whole'],
    ['</p> first', '</p> first'],
  ] as const)
    test(`loses no word: ${html}`, () => assert.equal(titleText(html), text))
})
