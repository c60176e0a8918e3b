import { Parser } from 'htmlparser2'
import { SourceUnreadable, type Problem } from '../item.ts'
import type { FeedAddresses } from './address.ts'
import type { FeedEntry } from './entry.ts'
import { FeedHandler } from './feed-handler.ts'
import { readJsonFeed } from './json-feed.ts'
import { newestOfEach, type FeedFound } from './newest-of-each.ts'
import { oldestFirst } from './oldest-first.ts'
import { toItem } from './to-item.ts'

export type Parsed = { found: FeedFound[] } | { problem: Problem }

/**
 * The items of an RSS, Atom, RDF or JSON feed, oldest first. The parser knows only the predefined entities of XML, so nothing expands.
 */
export function parseFeed(text: string, addresses: FeedAddresses): Parsed {
  try {
    const entries = oldestFirst(entriesOf(text, addresses))
    return { found: newestOfEach(entries.map((entry) => toItem(entry, addresses))) }
  } catch (error) {
    if (error instanceof SourceUnreadable) return { problem: error.problem }
    throw error
  }
}

const jsonStart = /^[\s\ufeff]*\{/

function entriesOf(text: string, { location }: FeedAddresses): FeedEntry[] {
  if (jsonStart.test(text)) return readJsonFeed(text, location)
  const handler = new FeedHandler(location)
  new Parser(handler, { xmlMode: true, decodeEntities: false }).end(text)
  if (handler.isFeed) return handler.entries
  throw new SourceUnreadable('not-xml', 'The server sent something that is not XML.')
}
