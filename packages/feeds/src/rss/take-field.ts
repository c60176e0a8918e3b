import { addressMax, resolveAddress, type Address, type Bases } from './address.ts'
import type { FeedEntry } from './entry.ts'
import type { Field } from './field.ts'
import { htmlOrLines, linesOf } from './plain-as-html.ts'

const tagsMax = 50

type Around = { readonly bases: Bases; readonly feedUrl: string }

/** Stores a field in its entry, by the names used in RSS 2.0, Atom, RSS 1.0 and their modules. */
export function takeField(entry: FeedEntry, field: Field, around: Around): void {
  switch (field.name) {
    case 'guid':
      return takeGuid(entry, field, around)
    case 'id':
      entry.id = field.plain || entry.id
      return
    case 'link':
      return takeLink(entry, field, around)
    case 'atom:link':
      return takeOtherLink(entry, field, around)
    case 'enclosure':
    case 'media:player':
      return takeEnclosure(entry, field.attributes, around)
    case 'title':
      entry.title = field.html
      return
    case 'itunes:title':
    case 'media:title':
    case 'dc:title':
      entry.otherTitle ??= field.html || undefined
      return
    case 'description':
    case 'summary':
      entry.summary = field.html || entry.summary
      return
    case 'content':
      takeEnclosure(entry, { ...field.attributes, url: field.attributes['src'] ?? '' }, around)
      return takeContent(entry, field, around)
    case 'content:encoded':
    case 'xhtml:body':
    case 'body':
      return takeContent(entry, field, around)
    case 'category':
    case 'dc:subject':
      return takeTag(entry, field.attributes['term'] ?? field.plain)
    default:
      takeDate(entry, field)
      takeAside(entry, field)
  }
}

function takeContent(entry: FeedEntry, field: Field, { bases }: Around): void {
  entry.content = field.html || entry.content
  entry.bases = bases
}

/** Without a declaration, the id of RSS 2.0 is the item's address. */
function takeGuid(entry: FeedEntry, field: Field, around: Around): void {
  const { plain, attributes } = field
  entry.id = plain || entry.id
  const isPermalink = attributes['isPermaLink']?.trim().toLowerCase() !== 'false'
  if (isPermalink && /^https?:\/\//i.test(plain))
    entry.otherLink = usable(plain, around) ?? entry.otherLink
}

/** Atom has several links, and `alternate` is the entry's own; RSS has one link, as text. */
function takeLink(entry: FeedEntry, field: Field, around: Around): void {
  const { href, rel = 'alternate' } = field.attributes
  if (rel === 'enclosure')
    return takeEnclosure(entry, { ...field.attributes, url: href ?? '' }, around)
  if (href !== undefined && (rel !== 'alternate' || entry.link !== undefined)) return
  entry.link = usable(href ?? field.plain, around) ?? entry.link
}

function takeOtherLink(entry: FeedEntry, { attributes }: Field, around: Around): void {
  const { href = '', rel = 'alternate' } = attributes
  if (rel === 'alternate') entry.otherLink ??= usable(href, around)
}

/** A film or a sound; a picture is no target. */
export function takeEnclosure(
  entry: FeedEntry,
  { url = '', type = '', medium = '' }: Field['attributes'],
  around: Around,
): void {
  if (medium !== 'image' && !type.startsWith('image/')) entry.enclosure ??= usable(url, around)
}

/** An address that leads somewhere. */
export function usable(given: string, { bases, feedUrl }: Around): Address | undefined {
  const link = { written: given.trim(), bases }
  return link.written.length <= addressMax && resolveAddress(link, feedUrl) ? link : undefined
}

export function takeTag(entry: FeedEntry, tag: string): void {
  const known = tag === '' || entry.tags.includes(tag)
  if (!known && entry.tags.length < tagsMax) entry.tags.push(tag)
}

const published = new Set(['pubDate', 'published', 'issued'])
const otherwisePublished = new Set([
  'dc:date',
  'created',
  'dcterms:created',
  'dcterms:issued',
  'atom:published',
])
const updated = new Set(['updated', 'modified', 'dcterms:modified', 'atom:updated'])

function takeDate(entry: FeedEntry, { name, plain }: Field): void {
  if (published.has(name)) entry.published = plain || entry.published
  else if (otherwisePublished.has(name)) entry.published ??= plain || undefined
  else if (updated.has(name)) entry.updated = plain || entry.updated
}

/** Substitutes for a missing text, the best first. */
const asides = [
  'itunes:summary',
  'googleplay:description',
  'media:description',
  'atom:content',
  'atom:summary',
  'itunes:subtitle',
]

function takeAside(entry: FeedEntry, { name, plain, attributes }: Field): void {
  const rank = asides.indexOf(name)
  if (rank < 0 || plain === '' || rank >= (entry.aside?.rank ?? asides.length)) return
  const isPlain = name === 'media:description' && attributes['type'] !== 'html'
  entry.aside = { html: isPlain ? linesOf(plain) : htmlOrLines(plain), rank }
}
