import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { plainText } from '@pressrun/content'
import { richText, type RichText } from './rich-text.ts'

const render = (body: string, title = 'T', tags: string[] = []) => richText({ title, body, tags })

/** The text of each facet, cut from the whole by its bytes. */
function facetsOf({ text, facets }: RichText): [string, string][] {
  const bytes = Buffer.from(text)
  return facets.map(({ index: { byteStart, byteEnd }, features: [feature] }) => [
    bytes.toString('utf8', byteStart, byteEnd),
    'uri' in feature ? feature.uri : 'tag' in feature ? `#${feature.tag}` : feature.did,
  ])
}

suite('content as one text', () => {
  test('is title, body and tags with an empty line between', () => {
    const { text } = render('One.\n\nTwo.', 'Title', ['sea', 'sea walks'])
    assert.equal(text, 'Title\n\nOne.\n\nTwo.\n\n#sea #SeaWalks')
  })

  test('has no empty line for missing parts', () => {
    assert.equal(render('<!-- nothing -->', 'Title', ['!']).text, 'Title')
    assert.equal(render('Body', ' \t').text, 'Body')
  })

  test('equals the text for other platforms, except for links', () => {
    const markdown = [
      '# Head *line*\n\nA soft\nbreak, a hard  \none &amp; `co**d**e`\n\n> quo\n> > ted\n',
      '- a\n- b\n\n  still b\n  1. c\n  2. d\n\n- [x] e\n\n***\n',
      '- [ ] tight\n- two\n   - three\n\n|a|*b*|\n|-|-|\n|1||\n\n```js\nx  = 1\n\n  y\n```\n',
      '<div>\n<p>words &lt;</p>\n</div>\n\nx <b>y</b><br>z \\* www ![](/relative.png) [r](#x)',
    ]
    for (const part of [...markdown, markdown.join('\n')])
      assert.equal(render(part, 'T').text, `T\n\n${plainText(part)}`)
  })

  test('stays as it is when it is nested too deeply', () => {
    const quotes = '>'.repeat(50_000)
    assert.equal(render(quotes, 'T').text, `T\n\n${quotes}`)
  })
})

suite('links and tags in a text', () => {
  for (const [what, body, facets] of [
    [
      'are the words they stand on',
      'See [the *tide* table](https://a.example/t).',
      [['the tide table', 'https://a.example/t']],
    ],
    [
      'are counted in bytes',
      '🌊 – größer: [Flut 🌊é](https://a.example/) ende',
      [['Flut 🌊é', 'https://a.example/']],
    ],
    [
      'are bare addresses, without the full stop',
      'See https://a.example/x?a=1&b=2. Or www.b.example!',
      [
        ['https://a.example/x?a=1&b=2', 'https://a.example/x?a=1&b=2'],
        ['www.b.example', 'http://www.b.example/'],
      ],
    ],
    [
      'are bare domains of top-level domains that exist',
      'See a.example.com/x?y, (b.example.org) and c.example.net. Not index.html, d.invalid, 3.14 or e@f.example.com',
      [
        ['a.example.com/x?y', 'https://a.example.com/x?y'],
        ['b.example.org', 'https://b.example.org/'],
        ['c.example.net', 'https://c.example.net/'],
      ],
    ],
    [
      'keep the brackets that were opened in them',
      'https://a.example/x_(y) (see https://b.example/z_(w)).',
      [
        ['https://a.example/x_(y)', 'https://a.example/x_(y)'],
        ['https://b.example/z_(w)', 'https://b.example/z_(w)'],
      ],
    ],
    [
      'are the tags in the text',
      'At #sea, #größe! and ＃海. Not #1, a#b, `#include` or \\#',
      [
        ['#sea', '#sea'],
        ['#größe', '#größe'],
        ['＃海', '#海'],
      ],
    ],
    [
      'are links of HTML, too',
      'See <a href="https://a.example/t">the table</a> and <b>10<sup>6</sup></b>.',
      [['the table', 'https://a.example/t']],
    ],
    [
      'are two where they differ, without a gap',
      '[a](https://a.example/)[b](https://b.example/)',
      [
        ['a', 'https://a.example/'],
        ['b', 'https://b.example/'],
      ],
    ],
    [
      'stand in lists, quotes and tables',
      '> - x [a](https://a.example/)\n\n|h|\n|-|\n|[b](https://b.example/)|',
      [
        ['a', 'https://a.example/'],
        ['b', 'https://b.example/'],
      ],
    ],
    [
      'have an address that is a URI',
      '[a](<https://bücher.example/a b?q=ü>)',
      [['a', 'https://xn--bcher-kva.example/a%20b?q=%C3%BC']],
    ],
    [
      'lead nowhere but to the web',
      '[a](#x) [b](/y) [c](javascript:z) [d](mailto:d@a.example) me@a.example',
      [],
    ],
    [
      'are images, too',
      '![A ferry](https://a.example/f.png) ![](https://a.example/g.png)',
      [
        ['A ferry', 'https://a.example/f.png'],
        ['https://a.example/g.png', 'https://a.example/g.png'],
      ],
    ],
    ['are not in code', '`https://a.example`\n\n    https://b.example', []],
  ] as const) {
    test(what, () => assert.deepEqual(facetsOf(render(body)), facets))
  }

  test('are in a title, which is no Markdown', () => {
    const rich = render('b', 'Ebbe: https://a.example/ü, *now* [x](https://b.example).')
    assert.match(
      rich.text,
      /^Ebbe: https:\/\/a\.example\/ü, \*now\* \[x\]\(https:\/\/b\.example\)\./,
    )
    assert.deepEqual(facetsOf(rich), [
      ['https://a.example/ü', 'https://a.example/%C3%BC'],
      ['https://b.example', 'https://b.example/'],
    ])
  })

  test('include the tags at the end', () => {
    assert.deepEqual(facetsOf(render('Füße', 'T', ['größe', 'sea walks'])), [
      ['#größe', '#größe'],
      ['#SeaWalks', '#SeaWalks'],
    ])
  })
})
