import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { htmlToMarkdown } from './html-to-markdown.ts'
import { MarkdownTooLong } from './written-budget.ts'

// Of the size that an item may have. If the work grew with the square of it, a test would not end.
suite('large HTML becomes Markdown', () => {
  for (const [what, html] of [
    ['blanks in code', `<pre>x${' '.repeat(3_000_000)}y</pre>`],
    ['backticks in code', `<pre>${'` '.repeat(1_500_000)}</pre>`],
    ['emphasis of nothing', `a${'<b> </b>'.repeat(375_000)}b`],
    ['words between code', '<code>a</code>b'.repeat(100_000)],
    ['exponents', 'a<sup>1</sup>'.repeat(200_000)],
    ['marks without a blank between', '<b>a.</b>b'.repeat(50_000)],
    ['marks in a mark', `<b>${'<i>a</i>b'.repeat(100_000)}</b>`],
    ['breaks in a mark', `<b>${'a<br>'.repeat(100_000)}</b>`],
    ['marks in a heading', `<h2>${'<b>a.</b>b'.repeat(50_000)}</h2>`],
    ['numbered items', `<ol>${'<li>x'.repeat(60_000)}</ol>`],
    ['brackets behind an address', `https://x.example/${')'.repeat(2_000_000)}`],
    ['addresses', 'https://x.example/_ '.repeat(60_000)],
    ['rows of a table', `<table>${'<tr><td>'.repeat(375_000)}`],
    ['wide and long tables', `<table><tr>${'<td>'.repeat(200_000)}${'<tr><td>'.repeat(200_000)}`],
  ] as const)
    test(`with many ${what}`, () => {
      const { length } = htmlToMarkdown(html)
      assert.ok(length < 2 * html.length, `${length}`)
    })

  test('unless that would be longer than any article', () => {
    const links = '<a href="b">c</a>'.repeat(100_000)
    const marks = `${'<b>'.repeat(380)}${'<p>a'.repeat(500_000)}`
    const base = `https://x.example/${'y'.repeat(7_000)}/`
    const code = `${'<ul><li>'.repeat(10)}<pre>${'a\n'.repeat(1_000_000)}</pre>`
    for (const html of [links, marks, code])
      assert.throws(() => htmlToMarkdown(html, base), MarkdownTooLong)
  })
})
