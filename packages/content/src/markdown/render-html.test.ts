import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Parser } from 'htmlparser2'
import { htmlToText } from '../html/html-to-markdown.ts'
import { plainText } from '../text/plain-text.ts'
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
    ['a frame', '<iframe srcdoc="alert(1)" onload="alert(1)"></iframe>'],
    ['a style', '<p style="background:url(//alert(1))">x</p><style>@import "//alert(1)"</style>'],
    ['a script in SVG', '<svg><script>alert(1)</script></svg>'],
  ] as const) {
    test(`disarms ${what}`, () => {
      for (const { name, attributes } of elementsOf(htmlOf(body))) {
        assert.doesNotMatch(name, /^(?:script|iframe|style|svg)$/)
        assert.doesNotMatch(JSON.stringify(attributes), /alert|"on|"style"/)
      }
    })
  }

  for (const [what, markdown, words] of [
    [
      'a script in a sentence',
      'Put the <script> tag last.\n\nThen go.',
      'Put the <script> tag last. Then go.',
    ],
    ['a title', 'A <title> is short.\n\nThen go.', 'A <title> is short. Then go.'],
    ['a style that does not end', '<style>\na { b }\n\nThen go.', '<style> a { b } Then go.'],
    ['a text area', 'The <textarea> here.\n\nThen go.', 'The <textarea> here. Then go.'],
    ['a frame', 'Put the <iframe> there.\n\nThen go.', 'Put the <iframe> there. Then go.'],
    ['an option', 'The <option> here.\n\nThen go.', 'The here. Then go.'],
    ['a placeholder', 'Delete <all> of it', 'Delete <all> of it'],
    ['a type', 'List<String> and Map<K, List<V>>', 'List<String> and Map<K, List<V>>'],
    [
      'a type that is called as an element is',
      'List<Object> of <Button>s',
      'List<Object> of <Button>s',
    ],
    ['a line of its own', '<dependency>\n\nnext', '<dependency> next'],
    ['an element around it', '<div>List<String></div>', 'List<String>'],
    ['an instruction', 'Write <?php echo 1 ?> here', 'Write <?php echo 1 ?> here'],
    ['an instruction that does not end', '<?php echo 1\n\nnext', '<?php echo 1 next'],
    ['a declaration', 'Begin with <!DOCTYPE html>.', 'Begin with <!DOCTYPE html>.'],
  ] as const)
    test(`loses no word for ${what}`, () => assert.equal(htmlToText(htmlOf(markdown)), words))

  for (const [what, markdown, link] of [
    [
      'a film in a frame',
      '<iframe width="560" src="https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0"></iframe>',
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
    ],
    [
      'a film with an address of two parts',
      '<iframe src="https://a.example/e?a=1&amp;b=2"></iframe>',
      'https://a.example/e?a=1&amp;b=2',
    ],
    ['a film', 'See <video src="https://a.example/f.mp4"></video>', 'https://a.example/f.mp4'],
    [
      'a sound with its sources',
      '<audio controls>\n<source src="//a.example/f.ogg" type="audio/ogg">\n</audio>',
      'https://a.example/f.ogg',
    ],
  ] as const)
    test(`links to ${what}`, () =>
      assert.ok(htmlOf(markdown).includes(`<a href="${link}">${link}</a>`), htmlOf(markdown)))

  for (const text of [
    '@ann@social.example',
    '@scope/pkg@1.2.3',
    'by @ann@social.example, yes',
    'now pkg@1.2.3 is out',
  ])
    test(`does not take ${text} for a mail address`, () => {
      assert.equal(htmlOf(text).trim(), `<p>${text}</p>`)
      assert.equal(plainText(text), text)
    })

  test('does not take a bracket for a part of an address', () => {
    const address = 'https://a.example/x'
    assert.equal(htmlOf(`[${address}].`).trim(), `<p>[<a href="${address}">${address}</a>].</p>`)
    const bracketed = 'https://a.example/[x]'
    assert.ok(htmlOf(bracketed).includes(`>${bracketed}</a>`))
  })

  test('keeps the tabs of code in lists and quotes', () => {
    const code = 'all:\n\tmake -j2\n\n\t\ttest\tx'
    const within = (first: string, others: string) =>
      `\`\`\`\n${code}\n\`\`\``.replace(/^/gm, others).replace(others, first)
    for (const [first, others] of [
      ['- ', '  '],
      ['1. ', '   '],
      ['> ', '> '],
      ['-\t', '\t'],
      ['', ''],
    ] as const) {
      const html = htmlOf(within(first, others))
      assert.ok(html.includes(`<pre><code>${code}\n</code></pre>`), JSON.stringify(html))
    }
  })

  test('shows which items of a task list are done', () => {
    const html = htmlOf('- [x] bread\n- [ ] milk\n\n1. [X] loose\n\n   more')
    assert.equal(htmlToText(html), '☑ bread ☐ milk ☑ loose more')
  })

  test('gives headings that are linked to the ids of GitHub, and no others', () => {
    const html = htmlOf('[a](#die-große-tür) [b](#ebb-1)\n\n# Die *große* Tür!\n\n## Ebb\n\n## Ebb')
    assert.match(html, /<h1 id="die-große-tür">Die <em>große<\/em> Tür!<\/h1>/)
    assert.match(html, /<h2>Ebb<\/h2>\n<h2 id="ebb-1">Ebb<\/h2>/)
  })

  test('leaves HTML unchanged', () => {
    assert.equal(
      htmlOf('a <b>b</b> <IMG SRC="/c.png"><br><!-- d -->').trim(),
      '<p>a <b>b</b> <img src="/c.png" /><br /></p>',
    )
  })
})

function elementsOf(html: string) {
  const found: { name: string; attributes: Record<string, string> }[] = []
  const parser = new Parser({ onopentag: (name, attributes) => found.push({ name, attributes }) })
  parser.end(html)
  return found
}
