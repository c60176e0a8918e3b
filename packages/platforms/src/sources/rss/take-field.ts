import { addressMax, resolveAddress, type Bases } from './address.ts'
import type { FeedEntry } from './entry.ts'
import type { Field } from './field.ts'

const tagsMax = 50

/**
 * Stores a field in its entry, by the names used in RSS 2.0, Atom, RSS 1.0 and its modules. `bases`
 * are those around the field; without any, links are relative to the feed's own address.
 */
export function takeField(
  entry: FeedEntry,
  field: Field,
  { bases, feedUrl }: { bases: Bases; feedUrl: string },
): void {
  switch (field.name) {
    case 'guid':
    case 'id':
      entry.id = field.plain || entry.id
      return
    case 'link':
      return takeLink(entry, field, bases, feedUrl)
    case 'title':
      entry.title = field.html
      return
    case 'description':
    case 'summary':
      entry.summary = field.html || undefined
      return
    case 'content:encoded':
    case 'content':
      entry.content = field.html || entry.content
      entry.bases = bases
      return
    case 'pubDate':
    case 'dc:date':
    case 'published':
      entry.published = field.plain
      return
    case 'updated':
    case 'dcterms:modified':
      entry.updated = field.plain
      return
    case 'category':
    case 'dc:subject':
      return takeTag(entry, field.attributes['term'] ?? field.plain)
    default:
  }
}

/** Atom has several links, and `alternate` is the entry's own; RSS has one link, as text. */
function takeLink(entry: FeedEntry, field: Field, bases: Bases, feedUrl: string): void {
  const { href, rel = 'alternate' } = field.attributes
  if (href !== undefined && (rel !== 'alternate' || entry.link !== undefined)) return
  const link = { written: (href ?? field.plain).trim(), bases }
  if (link.written.length <= addressMax && resolveAddress(link, feedUrl)) entry.link = link
}

function takeTag(entry: FeedEntry, tag: string): void {
  const known = tag === '' || entry.tags.includes(tag)
  if (!known && entry.tags.length < tagsMax) entry.tags.push(tag)
}
