import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseFeed } from './parse-feed.ts'

const location = 'https://news.example/feed'
const rss = (...items: string[]) =>
  `<rss><channel>${items.map((item) => `<item>${item}</item>`).join('')}</channel></rss>`
const size = 9_000_000
const blanks = ' '.repeat(size)

// Of the size that a feed may have. If the work grew with the square of it, a test would not end.
suite('a large feed is read, with', () => {
  for (const [what, text] of [
    ['blanks in a title', rss(`<title>a${blanks}b</title>`)],
    ['blanks in many titles', rss(...Array(5_000).fill(`<title>a${' '.repeat(1_700)}b</title>`))],
    [
      'blanks in many tags',
      rss(...Array(5_000).fill(`<category>a${' '.repeat(1_000)}b</category>`)),
    ],
    ['blanks in its declaration', `<?xml ${blanks}?><rss/>`],
    ['a long date', rss(`<title>a</title><pubDate>${'1 '.repeat(size / 2)}</pubDate>`)],
    ['many ampersands', rss(`<title>a</title><description>${'&'.repeat(2_900_000)}</description>`)],
    [
      'many underscores',
      rss(`<title>a</title><description>${'_'.repeat(2_900_000)}</description>`),
    ],
    [
      'bases of many entries',
      rss('').replace(
        '<item></item>',
        `<item xml:base="${'f/'.repeat(800)}"><title>a</title><link>x</link></item>`.repeat(5_000),
      ),
    ],
  ] as const)
    test(what, () => {
      const parsed = parseFeed(text, { location, url: location })
      assert.ok('found' in parsed)
    })

  test('an item whose link is too long for its article is left out, and nothing else', () => {
    const links = '&lt;a href=q>q&lt;/a>'.repeat(100_000)
    const long = `<title>a</title><link>/${'x'.repeat(7_900)}/</link><description>${links}</description>`
    const parsed = parseFeed(rss(long, '<title>b</title><link>/b</link>'), {
      location,
      url: location,
    })
    assert.ok('found' in parsed)
    const shown = parsed.found.map((one) => (one.kind === 'refused' ? one.problem.code : one.kind))
    assert.deepEqual(shown, ['item', 'item-too-large'])
  })
})
