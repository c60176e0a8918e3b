import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { plainText } from '@pressrun/content'
import { discordStyle, escapedText } from './markdown.ts'

suite('Markdown for Discord', () => {
  for (const [what, markdown, text] of [
    ['has its own marks', 'A *b* **c** ~~d~~ `e_f`', 'A *b* **c** ~~d~~ `e_f`'],
    ['has headings of three levels', '# A\n\n### B *c*\n\n#### D', '# A\n\n### B *c*\n\n**D**'],
    ['has no line break that is none', 'one\ntwo  \nthree', 'one two\nthree'],
    ['has links with words', '[Tide](https://a.example/t)', '[Tide](https://a.example/t)'],
    [
      'finds the address of a reference link',
      '[a][1]\n\n[1]: https://a.example',
      '[a](https://a.example)',
    ],
    [
      'keeps bare addresses as they are',
      'see https://a.example/a_b_c',
      'see https://a.example/a_b_c',
    ],
    [
      'shows the address of words that look like another',
      '[b.example](https://a.example/)',
      'b.example (https://a.example/)',
    ],
    [
      'encodes brackets in an address',
      '[a](<https://a.example/(b)>)',
      '[a](https://a.example/%28b%29)',
    ],
    [
      'links a picture in a link once',
      '[![a](https://a.example/i)](https://a.example/t)',
      '[a](https://a.example/t)',
    ],
    [
      'escapes brackets in the words of a link',
      String.raw`[a \] b](https://a.example/t)`,
      String.raw`[a \] b](https://a.example/t)`,
    ],
    [
      'escapes a bracket behind a backslash in the words of a link',
      String.raw`[a\\\]b](https://a.example/t)`,
      String.raw`[a\\\]b](https://a.example/t)`,
    ],
    [
      'leaves an address in brackets whole',
      '\\[https://a.example/x]',
      String.raw`\[https://a.example/x]`,
    ],
    [
      'shows of a picture what is said of it, without marks',
      '![a *b*](https://a.example/i)',
      '[a b](https://a.example/i)',
    ],
    ['reads no reference without its end', '&copy and &amp;', '&copy and &'],
    ['links pictures', '![A ferry](https://a.example/f.png)', '[A ferry](https://a.example/f.png)'],
    ['shows mail addresses', '[Me](mailto:me@a.example)', 'Me (me@a.example)'],
    ['makes lines of tables', '|a|*b*|\n|-|-|\n|1|2|', 'a | *b*\n1 | 2'],
    ['reads entities and HTML', '&copy; <b>x</b><br>10<sup>6</sup>', '© **x**\n10⁶'],
    [
      'shows signs that are no marks',
      'a \\*b\\* 2 &lt; 3 snake_case',
      'a \\*b\\* 2 \\< 3 snake\\_case',
    ],
    [
      'begins no list or heading by accident',
      '\\# a\n\n1\\. b\n\n\\- c',
      '\\# a\n\n1\\. b\n\n\\- c',
    ],
    ['keeps lists', '- a\n- b\n  1. c\n  2. d\n- [x] e', '- a\n- b\n  1. c\n  2. d\n- ☑ e'],
    ['quotes once', '> a\n>\n> > b', '> a\n>\n> b'],
    ['goes on with a quote after one in it', '> > a\n> >\n> > b\n>\n> c', '> a\n>\n> b\n>\n> c'],
    [
      'keeps the signs of code in a quote',
      '> ```js\n> > a\n> ```\n>\n> > - b',
      '> ```js\n> > a\n> ```\n>\n> - b',
    ],
    ['leaves code alone', '```js\na  <&&> *\n```', '```js\na  <&&> *\n```'],
    ['has code with a backtick', '``a ` b``', '`` a ` b ``'],
  ] as const)
    test(what, () => assert.equal(plainText(markdown, discordStyle), text))

  test('a title keeps its addresses whole', () =>
    assert.equal(escapedText('2*3 https://a.example/a_b'), '2\\*3 https://a.example/a_b'))
})
