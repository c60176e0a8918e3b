import { contentMaxima, instantOf, printable } from '@pressrun/content'
import { identityOf, sha256, type Found, type SourceItem } from '../item.ts'
import { htmlToMarkdown, htmlToText, MarkdownTooLong } from '@pressrun/content/html'
import type { ItemSigns } from '../identity/item-signs.ts'
import { signsOf } from '../identity/signs-of.ts'
import { shortened } from '../shortened.ts'
import { titleText } from './title-text.ts'
import { resolveAddress, resolveBases, type FeedAddresses } from './address.ts'
import type { FeedEntry } from './entry.ts'
import type { FeedFound } from './newest-of-each.ts'

const titleFromBody = 100
/** HTML is longer than the Markdown made from it, but not by this much. */
const htmlMax = 3 * contentMaxima.body

/**
 * An entry as an item. A feed may be redirected elsewhere each time it is read: the item's name and hash come from the
 * feed's location. Only the links in its article lead to where the feed was found.
 */
export function toItem(entry: FeedEntry, addresses: FeedAddresses): FeedFound {
  const name = entry.id ?? linkOf(entry, addresses.location)
  try {
    return readItem(entry, name, addresses)
  } catch (error) {
    // The other case: a text of some kind that exhausts the stack.
    if (error instanceof MarkdownTooLong || error instanceof RangeError) return tooLong(name)
    throw error
  }
}

function readItem(
  entry: FeedEntry,
  name: string | undefined,
  { location, url }: FeedAddresses,
): FeedFound {
  const html = entry.content ?? entry.summary ?? entry.aside?.html ?? ''
  if (html.length > htmlMax) return tooLong(name)
  const known = contentOf(entry, html, location)
  if (known.title === '' || known.body === '')
    return refused('item-empty', 'An item has no text', name)
  const shown = url === location ? known : contentOf(entry, html, url)
  if (shown.body.length > contentMaxima.body) return tooLong(name)
  const title = known.hasTitle ? shown.title : ''
  const hash = sha256(JSON.stringify([known.title, known.body, known.link]))
  const identity = identityOf(name ?? `content:${hash}`)
  const found = {
    kind: 'item',
    item: {
      identity,
      hash,
      title,
      body: shown.body,
      ...(shown.url && { url: shown.url }),
      ...detailsOf(entry),
      signs: signsIn(entry, known, location),
    },
  } as const
  if (entry.id !== undefined || name === undefined) return found
  // No link contains a blank.
  return { ...found, titled: identityOf(`${name} ${known.title}`) }
}

function signsIn(entry: FeedEntry, { title, body, url }: Content, location: string): ItemSigns {
  const publishedAt = instantOf(entry.published) ?? instantOf(entry.updated)
  return signsOf({ id: entry.id, link: url, title, body, publishedAt }, location)
}

/** The name of an item without an id. */
const linkOf = ({ link }: FeedEntry, feedUrl: string): string | undefined =>
  link && resolveAddress(link, feedUrl)

/** Where a reader can see an item: its page or, without one, its film or sound. */
function urlOf(entry: FeedEntry, feedUrl: string): string | undefined {
  const { otherLink, enclosure } = entry
  return (
    linkOf(entry, feedUrl) ??
    (otherLink && resolveAddress(otherLink, feedUrl)) ??
    (enclosure && resolveAddress(enclosure, feedUrl))
  )
}

type Content = { title: string; hasTitle: boolean; body: string; link: string; url: string }

function contentOf(entry: FeedEntry, html: string, feedUrl: string): Content {
  const link = linkOf(entry, feedUrl) ?? ''
  const url = urlOf(entry, feedUrl) ?? ''
  const base = entry.bases.length > 0 ? resolveBases(entry.bases, feedUrl) : url || feedUrl
  const own = shortened(ownTitleOf(entry), contentMaxima.title)
  return {
    title: own || shortened(textOf(html), titleFromBody) || shortened(url, contentMaxima.title),
    hasTitle: own !== '',
    body: htmlToMarkdown(html, base) || url,
    link,
    url,
  }
}

/** Even HTML without them can yield control characters: as references, like `&#1;`. */
const textOf = (html: string): string => printable(htmlToText(html))

const ownTitleOf = ({ title = '', otherTitle = '' }: FeedEntry): string =>
  printable(titleText(title)) || printable(titleText(otherTitle))

type Details = Pick<SourceItem, 'summary' | 'tags' | 'updatedAt' | 'notBefore'>

function detailsOf(entry: FeedEntry): Details {
  const isExcerpt = entry.content !== undefined && entry.summary !== undefined
  const summary = isExcerpt ? textOf(entry.summary ?? '') : ''
  const tags = entry.tags.map((tag) => shortened(tag, contentMaxima.tag))
  const publishedMs = instantOf(entry.published)
  const updatedMs = instantOf(entry.updated) ?? publishedMs
  return {
    ...(summary && { summary: shortened(summary, contentMaxima.summary) }),
    ...(tags.length > 0 && { tags }),
    ...(updatedMs !== undefined && { updatedAt: new Date(updatedMs).toISOString() }),
    ...(publishedMs !== undefined && { notBefore: new Date(publishedMs).toISOString() }),
  }
}

const tooLong = (name: string | undefined): Found =>
  refused('item-too-large', 'An item is too long', name)

function refused(code: string, what: string, name: string | undefined): Found {
  const message = name === undefined ? `${what}.` : `${what}: ${shortened(name, 200)}`
  const identity = name === undefined ? {} : { identity: identityOf(name) }
  return { kind: 'refused', ...identity, problem: { code, message } }
}
