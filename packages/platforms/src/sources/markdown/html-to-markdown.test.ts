import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { escapeText } from '../../feed/escape.ts'
import { renderHtml } from '../../markdown/render-html.ts'
import { htmlToMarkdown, htmlToText } from './html-to-markdown.ts'

suite('HTML as Markdown', () => {
  for (const [what, html, markdown] of [
    ['paragraphs', '<p>a\n b</p><p>c</p>d', 'a b\n\nc\n\nd'],
    ['line breaks', 'a<br>b<br/></p>', 'a\\\nb'],
    ['headings', '<h1>a</h1><h3>b <em>c</em></h3>', '# a\n\n### b *c*'],
    ['emphasis, with spaces outside', 'a<b> b </b>c <i>d</i>', 'a **b** c *d*'],
    ['empty emphasis', 'a<b></b><i> </i>b', 'a b'],
    ['code', 'a <code>b*`c</code>', 'a `` b*`c ``'],
    [
      'code blocks',
      '<pre><code class="language-ts">a &lt; b\n  c\n</code></pre>',
      '```ts\na < b\n  c\n```',
    ],
    ['fences in code blocks', '<pre>```\na\n```</pre>', '````\n```\na\n```\n````'],
    [
      'links',
      '<a href="/b c(d)">a</a> <a href="x:y">b</a>',
      '[a](https://x.example/b%20c%28d%29) b',
    ],
    ['links around blocks', '<a href="/b"><h2>c</h2></a>', '## [c](https://x.example/b)'],
    [
      'images',
      '<img src="/a.png" alt="b]"><img src="/p.gif" width=1 height=1>',
      '![b\\]](https://x.example/a.png)',
    ],
    [
      'lists',
      '<ul><li>a<li>b<ol start=3><li>c<li>d</ol></ul><p>e',
      '- a\n- b\n\n  3. c\n  4. d\n\ne',
    ],
    ['lists of paragraphs', '<ul><li><p>a</p><p>b</p></li></ul>', '- a\n\n  b'],
    [
      'quotes',
      '<blockquote><p>a</p><blockquote>b</blockquote></blockquote>c',
      '> a\n>\n> > b\n\nc',
    ],
    [
      'tables',
      '<table><tr><th>a<th>b<tr><td>1<br>2<td>x|y</table>',
      '| a | b |\n| - | - |\n| 1 2 | x\\|y |',
    ],
    ['rules', 'a<hr>b', 'a\n\n---\n\nb'],
    [
      'words that look like Markdown',
      '<p># a</p><p>1. b</p><p>- c</p><p>*d* [e] `f` _g_ h_i &amp;amp;</p>',
      '\\# a\n\n1\\. b\n\n\\- c\n\n\\*d\\* \\[e] \\`f\\` \\_g\\_ h_i \\&amp;',
    ],
    ['words that look like HTML', '&lt;b&gt; a &lt; b', '\\<b> a < b'],
    [
      'what is not to be seen',
      '<style>a</style><script>b</script><iframe>c</iframe><svg><text>d</text></svg>e',
      'e',
    ],
    ['nothing', ' <p> </p> ', ''],
  ] as const) {
    test(what, () => assert.equal(htmlToMarkdown(html, 'https://x.example/'), markdown))
  }

  test('any text reads as it was', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(...'ab1 .-+#>|=_*`~[]()<&;!\\:/'.split('')),
          maxLength: 30,
        }),
        (text) => {
          const rendered = renderHtml(htmlToMarkdown(`<p>${escapeText(text)}</p>`))
          assert.ok(typeof rendered === 'string')
          assert.equal(htmlToText(rendered), text.replace(/\s+/g, ' ').trim())
        },
      ),
      { numRuns: 500 },
    )
  })

  test('what is nested beyond reason leaves its words', () => {
    assert.equal(htmlToMarkdown(`${'<b>'.repeat(50_000)}a *b*`), 'a \\*b\\*')
    assert.match(htmlToMarkdown(`${'<ul><li>'.repeat(100)}a`), /a$/)
  })
})
