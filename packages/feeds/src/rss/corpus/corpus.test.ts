import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { htmlToText } from '@pressrun/content/html'
import { renderHtml } from '@pressrun/content'
import { decodeText } from '../decode-text.ts'
import { parseFeed } from '../parse-feed.ts'
import { atomFeeds } from './atom-feeds.ts'
import { otherFeeds } from './other-feeds.ts'
import { location, readByFeedsmith } from './read-by-feedsmith.ts'
import type { OwnFeed, Expected } from './own-feed.ts'
import { rssFeeds } from './rss-feeds.ts'

const feeds = [...rssFeeds, ...atomFeeds, ...otherFeeds]

function read({ bytes, headers = {} }: OwnFeed): Expected {
  const parsed = parseFeed(decodeText(bytes, headers), { location, url: location })
  assert.ok('found' in parsed, JSON.stringify(parsed))
  const [found, ...others] = parsed.found
  assert.deepEqual(others, [])
  assert.ok(found?.kind === 'item', JSON.stringify(found))
  const { title, url, body, updatedAt } = found.item
  const html = renderHtml(body)
  assert.ok(typeof html === 'string')
  return { title, url, words: htmlToText(html), at: updatedAt }
}

suite('a feed of our own', () => {
  test('has many variants, each of another kind', () => {
    assert.ok(feeds.length >= 150, `${feeds.length}`)
    assert.equal(new Set(feeds.map(({ name }) => name)).size, feeds.length)
  })

  for (const feed of feeds)
    test(`yields the same item: ${feed.name}`, () => assert.deepEqual(read(feed), feed.says))

  test('a feed of our own that feedsmith reads correctly is read correctly here, and it reads most', () => {
    const fields = ['title', 'url', 'words', 'at'] as const
    let agreed = 0
    for (const feed of feeds) {
      const [theirs = { instants: [] }] = readByFeedsmith(
        decodeText(feed.bytes, feed.headers ?? {}),
      )
      const ours = read(feed)
      for (const field of fields) {
        if (!(field in theirs) || theirs[field] !== feed.says[field]) continue
        agreed += 1
        assert.equal(ours[field], theirs[field], `${feed.name}: ${field}`)
      }
    }
    assert.ok(agreed > 2 * feeds.length, `${agreed} of ${4 * feeds.length}`)
  })
})
