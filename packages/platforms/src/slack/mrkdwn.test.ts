import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { plainText } from '@pressrun/content'
import { messageText } from './message.ts'
import { slackStyle } from './mrkdwn.ts'

const mrkdwn = (markdown: string) => plainText(markdown, slackStyle)
/** A character that is shown as it is. */
const is = (sign: string) => `<!date^00000000^{_}|${sign}>`

suite('Markdown as mrkdwn', () => {
  for (const [what, markdown, text] of [
    ['has its own marks', 'A *b* **c** ~~d~~ `e_f`', 'A _b_ *c* ~d~ `e_f`'],
    ['nests different marks', '***both***', '*_both_*'],
    ['does not nest the same', '**a __b__ c**', '*a b c*'],
    ['makes headings bold', '# One **two**\n\nText', '*One two*\n\nText'],
    ['closes a mark before a line ends', '**a<br>b**', '*a*\n*b*'],
    ['has no mark in the middle of a word', 'un**believ**able a**b**', 'unbelievable ab'],
    [
      'keeps the links and pictures of HTML',
      '<a href="https://a.example/">a</a> <img src="https://a.example/f.png" alt="f">',
      '<https://a.example/|a> <https://a.example/f.png|f>',
    ],
    ['reads a soft break as a space, a hard one as a line', 'a\nb  \nc', 'a b\nc'],
    [
      'links words',
      '[Tide | table](https://a.example/t?a=1&b=2|3)',
      '<https://a.example/t?a=1&amp;b=2%7C3|Tide | table>',
    ],
    ['links bare addresses', 'see https://a.example/x', 'see <https://a.example/x>'],
    [
      'links what begins with www. by its words',
      'www.a.example/x',
      '<http://www.a.example/x|www.a.example/x>',
    ],
    ['keeps a fence in a fence', '~~~\na ``` b\n~~~', '```\na `\u200b`` b\n```'],
    ['links mail', '<me@a.example>', '<mailto:me@a.example>'],
    ['leaves out links to nowhere', '[a](#part) [b](javascript:x)', 'a b'],
    ['links images', '![A ferry](https://a.example/f.png)', '<https://a.example/f.png|A ferry>'],
    [
      'lets nobody be mentioned',
      '<!channel> &lt;@U123&gt; a<b',
      '&lt;!channel&gt; &lt;@U123&gt; a&lt;b',
    ],
    [
      'reads entities and escapes',
      'a &amp; b &mdash; \\*c\\*',
      `a &amp; b — ${is('*')}c${is('*')}`,
    ],
    [
      'shows marks that were typed as signs',
      String.raw`\*a\* \_b\_ \~c\~ \`d\` 5\* \_\_init\_\_`,
      `${is('*')}a${is('*')} ${is('_')}b${is('_')} ${is('~')}c${is('~')} ${is('`')}d${is('`')} 5${is('*')} ${is('_')}${is('_')}init${is('_')}${is('_')}`,
    ],
    [
      'leaves signs alone that are no marks',
      String.raw`2 * 3 snake_case a\*b\*c ~ 5`,
      '2 * 3 snake_case a*b*c ~ 5',
    ],
    ['shows backticks in code as signs', '`` a`b ``', `a${is('`')}b`],
    ['has no mark around a sign of its own', String.raw`**a\* b** *c*`, `a${is('*')} b _c_`],
    ['quotes nothing that begins with a >', String.raw`\> a<br>＞ b`, '\u00ad&gt; a\n\u00ad＞ b'],
    [
      'has signs like them in the words of a link',
      String.raw`[\*a\* 5\* \_b](https://a.example/)`,
      '<https://a.example/|∗a∗ 5∗ _b>',
    ],
    ['leaves code alone', '```js\na  <&&>\n\n  c\n```', '```\na  &lt;&amp;&amp;&gt;\n\n  c\n```'],
    ['marks lists', '- a\n- b\n  1. c\n  2. d\n- [x] e', '• a\n• b\n    1. c\n    2. d\n• ☑ e'],
    ['quotes once', '> a\n>\n> > b', '> a\n>\n> b'],
    ['goes on with a quote after one in it', '> > a\n> >\n> > b\n>\n> c', '> a\n>\n> b\n>\n> c'],
    [
      'keeps the signs of code in a quote',
      '> ```js\n> > a\n> ```\n>\n> > - b',
      '> ```\n> &gt; a\n> ```\n>\n> • b',
    ],
    ['makes lines of tables', '|a|*b*|\n|-|-|\n|1|2|', 'a | _b_\n1 | 2'],
    ['keeps the words of raw HTML', '<div>\n<p>a &lt; b</p>\n</div>', 'a &lt; b'],
    ['draws rules', 'a\n\n***\n\nb', 'a\n\n———\n\nb'],
  ] as const) {
    test(what, () => assert.equal(mrkdwn(markdown), text))
  }

  test('leaves text alone that is nested too deeply', () => {
    assert.equal(mrkdwn('>'.repeat(200)), `\u00ad${'&gt;'.repeat(200)}`)
  })
})

suite('the text of a message', () => {
  test('begins with the title in bold', () => {
    assert.equal(messageText({ title: 'Ebb & flow', body: 'a *b*' }), '*Ebb &amp; flow*\n\na _b_')
  })

  test('does not make a title with asterisks bold', () => {
    assert.equal(messageText({ title: '2 * 3', body: 'six' }), '2 * 3\n\nsix')
    assert.equal(messageText({ title: 'a*', body: 'b' }), `a${is('*')}\n\nb`)
  })
})
