import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { escapeText } from '../escape-text.ts'
import { renderHtml } from '../markdown/render-html.ts'
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
    ['ampersands', 'AT&amp;T, Q &amp; A, &amp;copy; &amp;#35;', 'AT&T, Q & A, \\&copy; \\&#35;'],
    ['words that look like HTML', '&lt;b&gt; a &lt; b', '\\<b> a < b'],
    [
      'what is not to be seen',
      '<style>a</style><script>b</script><iframe>c</iframe><svg><text>d</text></svg>e',
      'e',
    ],
    ['nothing', ' <p> </p> ', ''],
    ['line breaks in code', '<pre>a = 1<br>b = 2<br/>c</pre>', '```\na = 1\nb = 2\nc\n```'],
    ['lines of code that are elements', '<pre><div>a</div><div>b</div></pre>', '```\na\nb\n```'],
    ['two line breaks', 'a<br><br>b <b>c<br> <br>d</b>', 'a\n\nb **c**\n\n**d**'],
    [
      'what is above the line',
      '10<sup>6</sup>, 4<sup>th</sup>, x<sup>Ж</sup>, a<sup>b, с</sup>',
      '10⁶, 4ᵗʰ, x^Ж, a^(b, с)',
    ],
    [
      'what is below it',
      'H<sub>2</sub>O, CO<sub>eq</sub>, <sub>small print</sub>',
      'H₂O, CO_eq, small print',
    ],
    ['a note above the line', 'so<sup><a href="#n">1</a></sup>', 'so[¹](https://x.example/#n)'],
    ['marks beside punctuation', '<b>Note:</b>read <i>(so)</i>, a', '**Note:**&#x72;ead *(so)*, a'],
    [
      'marks in a sentence without blanks',
      '<strong>「大事」</strong>です',
      '**「大事」**&#x3067;す',
    ],
    ['breaks at the edge of marks', '<b>Head<br></b>text<i><br></i>', '**Head**\\\ntext'],
    ['adjacent marks', '<b>a</b><b>b</b> <i>c</i> <i>d</i>', '**ab** *c d*'],
    ['marks in marks', '<b>a <i>b</i></b> <i><b>c</b></i>', '**a *b c***'],
    ['marks in the middle of marked words', '<i>a <b>b</b>c</i>', '*a bc*'],
    [
      'marks beside what is struck out',
      '<b>a</b><del>b</del> <b>c <del>d</del> e</b>',
      'a~~b~~ **c** ~~d~~ **e**',
    ],
    [
      'bare addresses',
      'https://x.example/~ann/_b and https://x.example/c. (https://x.example/[d])',
      '<https://x.example/~ann/_b> and https://x.example/c. (<https://x.example/[d]>)',
    ],
    ['addresses before a mark', '<p>https://x.example/a<b>:</b></p>', '<https://x.example/a>**:**'],
    ['addresses before a break', 'https://x.example/a<br>b', '<https://x.example/a>\\\nb'],
    ['addresses of people', 'ann_b@x.example, ann@x.example', '<ann_b@x.example>, ann@x.example'],
    [
      'links of their own address',
      '<a href="https://x.example/a_b">https://x.example/a_b</a>',
      '<https://x.example/a_b>',
    ],
    [
      'ampersands in addresses',
      '<a href="/?a=1&amp;b=2&amp;copy;">c</a>',
      '[c](https://x.example/?a=1&b=2&amp;copy;)',
    ],
    [
      'bars in cells',
      '<table><tr><td>a\\|b<td><code>c|d</code></table>',
      '| a\\\\\\|b | `c\\|d` |\n| - | - |',
    ],
    [
      'captions',
      '<table><caption>Cap</caption><tr><td>x<td>y</table>',
      'Cap\n\n| x | y |\n| - | - |',
    ],
    ['code in tables', '<table><tr><td>x<td><pre>y</pre></table>', 'x\n\n```\ny\n```'],
    ['code in items', '<ol><li>a<pre>b</pre><li>c</ol>', '1. a\n\n   ```\n   b\n   ```\n2. c'],
    [
      'lists and code in quotes',
      '<blockquote><ul><li>a</ul><pre>b</pre></blockquote>',
      '> - a\n>\n> ```\n> b\n> ```',
    ],
    [
      'lists directly in lists',
      '<ul><li>a<ul><li>b</ul><ul><li>c</ul></ul>',
      '- a\n  - b\n\n  * c',
    ],
    [
      'frames',
      '<p>Watch:</p><iframe src="https://www.youtube.com/embed/abcdefghijk?rel=0">x</iframe>',
      'Watch:\n\nhttps://www.youtube.com/watch?v=abcdefghijk',
    ],
    [
      'films and sounds',
      'a<video><source src="/v.mp4">old</video><audio src="/s.mp3"></audio>',
      'a https://x.example/v.mp4 https://x.example/s.mp3',
    ],
    [
      'frames that nobody sees',
      'a<iframe src="/t" width=1 height=1></iframe><object></object>',
      'a',
    ],
    [
      'lazy images',
      '<img src="data:x" data-src="/a.png"><img srcset="/b.png 1x, /c.png 2x">',
      '![](https://x.example/a.png)![](https://x.example/b.png)',
    ],
    [
      'smileys',
      'a <img class="wp-smiley" src="/s.png" alt=":-)"> <img src="data:x" alt="b">',
      'a :-) b',
    ],
  ] as const) {
    test(what, () => assert.equal(htmlToMarkdown(html, 'https://x.example/'), markdown))
  }

  test('any text keeps its meaning', () => {
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

  test('excessively nested text leaves its words', () => {
    assert.equal(htmlToMarkdown(`${'<b>'.repeat(50_000)}a *b*`), 'a \\*b\\*')
    assert.match(htmlToMarkdown(`${'<ul><li>'.repeat(100)}a`), /a$/)
  })
})
