import { instantOf } from '@pressrun/content'
import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { parseFeed as parseWithFeedsmith } from 'feedsmith'
import { htmlToText } from '@pressrun/content/html'
import { renderHtml } from '@pressrun/content'
import { decodeText } from '../decode-text.ts'
import { parseFeed } from '../parse-feed.ts'
import { atomFeeds } from './atom-feeds.ts'
import { otherFeeds } from './other-feeds.ts'
import type { OwnFeed, Said } from './own-feed.ts'
import { rssFeeds } from './rss-feeds.ts'

const location = 'https://news.example/feed'
const feeds = [...rssFeeds, ...atomFeeds, ...otherFeeds]

function read({ bytes, headers = {} }: OwnFeed): Said {
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

/** What another reader of feeds finds, in our words: it leaves HTML, dates and addresses as they are. */
function readByFeedsmith({ bytes, headers = {} }: OwnFeed): Partial<Said> {
  try {
    const { format, feed } = parseWithFeedsmith(decodeText(bytes, headers)) as Found
    const item = (format === 'atom' ? feed.entries : feed.items)?.[0]
    return item ? inOurWords(item) : {}
  } catch {
    return {}
  }
}

type Thing = { readonly [name: string]: unknown }
type Found = { format: string; feed: { items?: Thing[]; entries?: Thing[] } }

/** What is in a thing at a path, if that is a text. */
function at(thing: unknown, path: string): string | undefined {
  const found = path
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Thing | undefined)?.[name], thing)
  return typeof found === 'string' ? found : undefined
}

const firstAt = (thing: unknown, ...paths: string[]): string | undefined =>
  paths.map((path) => at(thing, path)).find((text) => text !== undefined)

function inOurWords(item: Thing): Partial<Said> {
  const html = firstAt(
    item,
    'content.encoded',
    'content.value',
    'content_html',
    'content_text',
    'content',
    'description',
    'summary.value',
    'summary',
  )
  const links = Array.isArray(item['links']) ? (item['links'] as Thing[]) : []
  const alternate = links.find(({ rel = 'alternate' }) => rel === 'alternate')
  const link = firstAt(item, 'link', 'url') ?? at(alternate, 'href')
  const date = firstAt(item, 'pubDate', 'published', 'updated', 'date_published', 'dc.dates.0')
  const instant = instantOf(date)
  const title = firstAt(item, 'title.value', 'title')
  return {
    ...(title !== undefined && { title: htmlToText(title) }),
    ...(link !== undefined && { url: new URL(link.trim(), location).href }),
    ...(html !== undefined && { words: htmlToText(html) }),
    ...(instant !== undefined && { at: new Date(instant).toISOString() }),
  }
}

suite('a feed of our own', () => {
  test('is one of many, each of another kind', () => {
    assert.ok(feeds.length >= 150, `${feeds.length}`)
    assert.equal(new Set(feeds.map(({ name }) => name)).size, feeds.length)
  })

  for (const feed of feeds)
    test(`says the same: ${feed.name}`, () => assert.deepEqual(read(feed), feed.says))

  test('a feed of our own that feedsmith reads right is read right here, and it reads most', () => {
    const fields = ['title', 'url', 'words', 'at'] as const
    let agreed = 0
    for (const feed of feeds) {
      const theirs = readByFeedsmith(feed)
      const ours = read(feed)
      for (const field of fields) {
        if (theirs[field] === undefined || theirs[field] !== feed.says[field]) continue
        agreed += 1
        assert.equal(ours[field], theirs[field], `${feed.name}: ${field}`)
      }
    }
    assert.ok(agreed > 2 * feeds.length, `${agreed} of ${4 * feeds.length}`)
  })
})
