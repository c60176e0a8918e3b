import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { plainText } from './plain-text.ts'

suite('Markdown as plain text', () => {
  for (const [what, markdown, text] of [
    ['emphasis loses its marks', 'A *b* **c** ~~d~~ `e_f`', 'A b c d e_f'],
    ['headings are paragraphs', '# One\n\nTwo\n\nThree\n===', 'One\n\nTwo\n\nThree'],
    ['a soft break is a space, a hard one a line', 'a\nb  \nc\\\nd<br>e', 'a b\nc\nd\ne'],
    [
      'links show their address',
      '[Tide](https://a.example/t?a=1&amp;b=2)',
      'Tide (https://a.example/t?a=1&b=2)',
    ],
    [
      'bare links stay',
      'see https://a.example/x and <https://b.example>',
      'see https://a.example/x and https://b.example',
    ],
    [
      'mail addresses lose their scheme',
      '[Me](mailto:me@a.example) <me@a.example>',
      'Me (me@a.example) me@a.example',
    ],
    ['links to nowhere else are words', '[a](#part) [b](/page) [c](javascript:x)', 'a b c'],
    [
      'reference links find their address',
      '[a][1]\n\n[1]: https://a.example',
      'a (https://a.example)',
    ],
    [
      'images are their description',
      '![A ferry](https://a.example/f.png)',
      'A ferry (https://a.example/f.png)',
    ],
    [
      'an image is told without marks',
      '![a *b* `c` &amp; d](https://a.example/f.png)',
      'a b c & d (https://a.example/f.png)',
    ],
    ['an address has no blank', '[a](<https://a.example/b c>)', 'a (https://a.example/b%20c)'],
    ['a reference ends in a semicolon', '&copy &copy; &unknown;', '&copy © &unknown;'],
    [
      'images without one are their address',
      '![](https://a.example/f.png)',
      'https://a.example/f.png',
    ],
    ['entities and escapes are read', 'a &amp; b &mdash; \\*c\\* &#8364;', 'a & b — *c* €'],
    [
      'code is left alone',
      '`&amp; *x*`\n\n```js\na  &&  b\n\n  c\n```',
      '&amp; *x*\n\na  &&  b\n\n  c',
    ],
    [
      'lists keep their marks',
      '- a\n- b\n  1. c\n  2. d\n- [x] e',
      '- a\n- b\n  1. c\n  2. d\n- [x] e',
    ],
    ['loose lists keep their gaps', '3. a\n\n   b\n\n4. c', '3. a\n\n   b\n\n4. c'],
    ['loose lists keep their boxes', '- a\n\n- [x] b', '- a\n\n- [x] b'],
    ['quotes keep theirs', '> a\n>\n> b', '> a\n>\n> b'],
    ['tables are lines', '|a|*b*|\n|-|-|\n|1|2|', 'a | b\n1 | 2'],
    [
      'raw HTML leaves its words',
      '<div>\n<p>a &lt; b</p><!-- no -->\n</div>\n\nx <b>y</b>',
      'a < b\n\nx y',
    ],
    ['comments leave nothing', 'a\n\n<!-- b\n\nc -->\n\nd <!-- e --> f', 'a\n\nd f'],
    ['scripts are text', '<script>\nalert(1)\n</script>', '<script> alert(1) </script>'],
    [
      'what is no tag is text',
      'all <all> of List<String>\n\n<List>\n\n<?php 1 ?>',
      'all <all> of List<String>\n\n<List>\n\n<?php 1 ?>',
    ],
    ['rules stay', 'a\n\n***\n\nb', 'a\n\n---\n\nb'],
    [
      'words that look like Markdown are words',
      'snake_case_name 2 * 3 * 4',
      'snake_case_name 2 * 3 * 4',
    ],
  ] as const) {
    test(what, () => assert.equal(plainText(markdown), text))
  }

  test('invalid characters are left out', () => {
    assert.equal(plainText('a\0b\u{7}c \ud800 d'), 'abc \ufffd d')
  })

  test('text that is nested too deeply stays as it is', () => {
    const quotes = '>'.repeat(50_000)
    assert.equal(plainText(quotes), quotes)
    const brackets = '*a **a '.repeat(20_000)
    assert.equal(typeof plainText(brackets), 'string')
  })
})
