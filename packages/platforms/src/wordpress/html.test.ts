import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { renderHtml } from '@pressrun/content'
import { wordpressHtml } from './html.ts'

function shown(markdown: string): string {
  const html = renderHtml(markdown)
  assert.ok(typeof html === 'string')
  return wordpressHtml(html).trim()
}

suite('HTML for WordPress', () => {
  for (const [what, markdown, html] of [
    ['has no line break that is none', 'one\ntwo', '<p>one two</p>'],
    ['keeps a line break that is one', 'one  \ntwo', '<p>one<br />two</p>'],
    [
      'keeps the lines of code',
      '```\na\n\nb\n```\n\nc\nd',
      '<pre><code>a\n\nb\n</code></pre> <p>c d</p>',
    ],
    [
      'has no line break in items',
      '- one\n  two\n- three',
      '<ul> <li>one two</li> <li>three</li> </ul>',
    ],
    [
      'holds no smiley',
      'ha :-D and 8-) or :arrow: 10:30',
      '<p>ha &#58;-D and &#56;-) or &#58;arrow: 10:30</p>',
    ],
    ['holds no shortcode', 'a [gallery ids="1"] b', '<p>a &#91;gallery ids="1"] b</p>'],
    [
      'holds none in code',
      '`[caption]x[/caption]`',
      '<p><code>&#91;caption]x&#91;/caption]</code></p>',
    ],
    [
      'holds none in an attribute',
      '![[audio]](https://a.example/b.png)',
      '<p><img src="https://a.example/b.png" alt="&#91;audio]" /></p>',
    ],
  ] as const)
    test(what, () => assert.equal(shown(markdown), html))
})
