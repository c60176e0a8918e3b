import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { renderHtml } from '@pressrun/content'
import { htmlToText } from '@pressrun/content/html'
import type { SourceItem } from '../../item.ts'
import { decodeText } from '../decode-text.ts'
import { parseFeed } from '../parse-feed.ts'
import { location, readByFeedsmith, type SaidByFeedsmith } from './read-by-feedsmith.ts'

const directoryOf = (manifest: string) => dirname(fileURLToPath(manifest))

/** The test feeds of other parsers, from their packages on npm. */
const feeds = [
  join(directoryOf(import.meta.resolve('rss-parser/package.json')), 'test/input'),
  join(directoryOf(import.meta.resolve('feedparser/package.json')), 'test/feeds'),
].flatMap((directory) => readdirSync(directory).map((name) => join(directory, name)))

/** Feeds that feedsmith does not read correctly either. */
const unclear: Readonly<Record<string, string>> = {
  'reddit-atom.rss': 'its HTML is escaped twice in one part and not at all in the other',
}

const lettersOf = (text: string) => text.normalize('NFKC').replace(/[^\p{L}\p{N}]+/gu, '')

const sameItem = (items: readonly SourceItem[], { id, url, title }: SaidByFeedsmith) =>
  items.find(({ identity }) => identity === id) ??
  items.find((item) => item.url === url && item.title === title) ??
  items.find((item) => item.url === url)

/** Of those with one id the newest is imported, whichever that is. */
const ofOwnId = (items: readonly SaidByFeedsmith[]) =>
  items.filter(
    ({ id }) => id === undefined || items.filter((other) => other.id === id).length === 1,
  )

/** The fields that differ, of those that both have. */
function differences(theirs: SaidByFeedsmith, ours: SourceItem, hasBases: boolean): object[] {
  const html = renderHtml(ours.body)
  assert.ok(typeof html === 'string')
  const pairs = {
    title: [theirs.title && lettersOf(theirs.title), lettersOf(ours.title)],
    // It does not know `xml:base`.
    url: [hasBases ? undefined : theirs.url, ours.url],
    words: [theirs.words && lettersOf(theirs.words), lettersOf(htmlToText(html))],
    at: [theirs.instants.find((at) => at === ours.updatedAt) ?? theirs.at, ours.updatedAt],
  }
  return Object.entries(pairs).flatMap(([field, [said, read]]) =>
    said && said !== read ? [{ field, said, read }] : [],
  )
}

suite('the feeds that other parsers ship their tests with', () => {
  let compared = 0
  for (const path of feeds) {
    const name = path.slice(path.lastIndexOf('/') + 1)
    test(`${name}: what feedsmith reads correctly is read correctly here`, (context) => {
      if (name in unclear) return context.diagnostic(`left out: ${unclear[name]}`)
      const text = decodeText(readFileSync(path), {})
      const parsed = parseFeed(text, { location, url: location })
      const found = 'found' in parsed ? parsed.found : []
      const items = found.flatMap((one) => (one.kind === 'item' ? [one.item] : []))
      for (const theirs of ofOwnId(readByFeedsmith(text))) {
        const isEmpty = !theirs.title && !theirs.words && !theirs.url
        const ours = sameItem(items, theirs)
        assert.ok(ours ?? isEmpty, `no item for ${JSON.stringify(theirs).slice(0, 300)}`)
        if (!ours) continue
        compared += 1
        assert.deepEqual(differences(theirs, ours, text.includes('xml:base')), [])
      }
    })
  }

  test('are enough for a comparison', () =>
    assert.ok(feeds.length > 35 && compared > 500, `${compared}`))
})
