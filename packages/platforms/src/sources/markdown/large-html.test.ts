import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { htmlToMarkdown } from './html-to-markdown.ts'
import { MarkdownTooLong } from './written-budget.ts'

// Of the size that an item may have. Where the work grew with the square of it, a test would not end.
suite('large HTML becomes Markdown', () => {
  for (const [what, html] of [
    ['blanks in code', `<pre>x${' '.repeat(3_000_000)}y</pre>`],
    ['backticks in code', `<pre>${'` '.repeat(1_500_000)}</pre>`],
    ['emphasis of nothing', `a${'<b> </b>'.repeat(375_000)}b`],
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
    for (const html of [links, marks])
      assert.throws(() => htmlToMarkdown(html, base), MarkdownTooLong)
  })
})
