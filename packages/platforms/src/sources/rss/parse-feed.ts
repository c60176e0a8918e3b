import { Parser } from 'htmlparser2'
import { SourceUnreadable, type Found, type Trouble } from '../item.ts'
import { resolveAddress, type FeedAddresses } from './address.ts'
import type { FeedEntry } from './entry.ts'
import { FeedHandler } from './feed-handler.ts'
import { oldestFirst } from './oldest-first.ts'
import { toItem } from './to-item.ts'

export type Parsed = { found: Found[] } | { trouble: Trouble }

/**
 * The items of an RSS, Atom or RDF feed, oldest first.
 * The parser knows only the predefined entities of XML, so nothing expands.
 */
export function parseFeed(text: string, addresses: FeedAddresses): Parsed {
  try {
    const entries = firstOfEach(entriesOf(text, addresses), addresses)
    return { found: oldestFirst(entries).map((entry) => toItem(entry, addresses)) }
  } catch (error) {
    if (error instanceof SourceUnreadable) return { trouble: error.trouble }
    throw error
  }
}

function entriesOf(text: string, { location }: FeedAddresses): FeedEntry[] {
  const handler = new FeedHandler(location)
  new Parser(handler, { xmlMode: true, decodeEntities: true }).end(text)
  if (handler.isFeed) return handler.entries
  throw new SourceUnreadable('not-xml', 'The server sent something that is not XML.')
}

/** When an id occurs twice, the first entry, which is the newest, is kept. */
function firstOfEach(entries: readonly FeedEntry[], { location }: FeedAddresses): FeedEntry[] {
  const names = new Set<string>()
  return entries.filter(({ id, link }) => {
    const name = id ?? (link && resolveAddress(link, location))
    const isNew = name === undefined || !names.has(name)
    if (name !== undefined) names.add(name)
    return isNew
  })
}
