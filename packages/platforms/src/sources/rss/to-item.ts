import { contentMaxima } from '../../content.ts'
import { printable } from '../../printable.ts'
import { identityOf, sha256, type Found, type SourceItem } from '../item.ts'
import { htmlToMarkdown, htmlToText } from '../markdown/html-to-markdown.ts'
import { shortened } from '../shortened.ts'
import type { FeedEntry } from './entry.ts'

const titleFromBody = 100
/** HTML is longer than the Markdown made from it, but not by this much. */
const htmlMax = 3 * contentMaxima.body

/** An entry as an item; `base` is the feed's own address. */
export function toItem(entry: FeedEntry, base: string): Found {
  const html = entry.content ?? entry.summary ?? ''
  if (html.length > htmlMax) return refused('item-too-large', 'An item is too long', entry)
  const text = printable(htmlToMarkdown(html, entry.base ?? entry.link ?? base))
  const body = text || (entry.link ?? '')
  const title = titleOf(entry, html)
  if (title === '' || body === '') return refused('item-empty', 'An item has no text', entry)
  if (body.length > contentMaxima.body)
    return refused('item-too-large', 'An item is too long', entry)
  const hash = sha256(JSON.stringify([title, body, entry.link ?? '']))
  const identity = identityOf(entry.id ?? entry.link ?? `content:${hash}`)
  return { kind: 'item', item: { identity, hash, title, body, ...detailsOf(entry) } }
}

/** Even HTML without them can yield control characters: as references, like `&#1;`. */
const textOf = (html: string): string => printable(htmlToText(html))

const titleOf = ({ title = '', link = '' }: FeedEntry, html: string): string =>
  shortened(textOf(title), contentMaxima.title) ||
  shortened(textOf(html), titleFromBody) ||
  shortened(link, contentMaxima.title)

type Details = Pick<SourceItem, 'summary' | 'tags' | 'updatedAt'>

function detailsOf(entry: FeedEntry): Details {
  const isExcerpt = entry.content !== undefined && entry.summary !== undefined
  const summary = isExcerpt ? textOf(entry.summary ?? '') : ''
  const tags = entry.tags.map((tag) => shortened(tag, contentMaxima.tag))
  const updatedAt = instantOf(entry.updated) ?? instantOf(entry.published)
  return {
    ...(summary && { summary: shortened(summary, contentMaxima.summary) }),
    ...(tags.length > 0 && { tags }),
    ...(updatedAt && { updatedAt }),
  }
}

/** Dates in feeds follow RFC 822 or RFC 3339; any others are ignored. */
function instantOf(text: string | undefined): string | undefined {
  const ms = text ? Date.parse(text) : Number.NaN
  return ms >= 0 && ms < Date.UTC(2200, 0) ? new Date(ms).toISOString() : undefined
}

function refused(code: string, what: string, { id, link }: FeedEntry): Found {
  const name = id ?? link
  const message = name === undefined ? `${what}.` : `${what}: ${shortened(name, 200)}`
  const identity = name === undefined ? {} : { identity: identityOf(name) }
  return { kind: 'refused', ...identity, trouble: { code, message } }
}
