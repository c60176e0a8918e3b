import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { renderHtml } from './render-html.ts'

function htmlOf(markdown: string): string {
  const html = renderHtml(markdown)
  assert.ok(typeof html === 'string')
  return html
}

suite('rendering a body', () => {
  test('makes HTML of Markdown', () => {
    const html = htmlOf('# Tide\n\n*High* at **six**, [more](https://example.org)\n\n- a\n- b')
    assert.match(html, /<h1>Tide<\/h1>/)
    assert.match(html, /<em>High<\/em> at <strong>six<\/strong>/)
    assert.match(html, /<a href="https:\/\/example.org">more<\/a>/)
    assert.match(html, /<li>b<\/li>/)
  })

  for (const [what, body] of [
    ['a script', '<script>alert(1)</script>'],
    ['an event handler', '<img src="https://example.org/a.png" onerror="alert(1)">'],
    ['a javascript link', '[x](javascript:alert(1))'],
    ['a disguised javascript link', '[x](java&#115;cript:alert(1))'],
    ['a data link', '<a href="data:text/html,alert(1)">x</a>'],
    ['a frame', '<iframe src="//alert(1)"></iframe>'],
    ['a style', '<p style="background:url(//alert(1))">x</p><style>@import "//alert(1)"</style>'],
    ['a script in SVG', '<svg><script>alert(1)</script></svg>'],
  ] as const) {
    test(`drops ${what}`, () => assert.doesNotMatch(htmlOf(body), /alert|script|onerror/))
  }
})
