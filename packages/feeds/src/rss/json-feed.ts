import { printable } from '@pressrun/content'
import { SourceUnreadable } from '../item.ts'
import type { FeedEntry } from './entry.ts'
import { entriesMax } from './feed-handler.ts'
import { linesOf, paragraphsOf } from './plain-as-html.ts'
import { takeEnclosure, takeTag, usable } from './take-field.ts'

/** The fields of a stranger's JSON; read without a schema library, which takes longer to load than a feed. */
type Thing = { readonly [name: string]: unknown }

const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null

/** The entries of a JSON Feed (jsonfeed.org/version/1.1). Throws for any other JSON. */
export function readJsonFeed(json: string, feedUrl: string): FeedEntry[] {
  const feed = parsed(json)
  const version = isThing(feed) ? textIn(feed, 'version') : undefined
  const items = isThing(feed) ? feed['items'] : undefined
  if (!version || !/^https?:\/\/jsonfeed\.org\/version\//.test(version) || !Array.isArray(items))
    throw new SourceUnreadable('not-a-feed', 'The server sent JSON that is not a feed.')
  if (items.length > entriesMax)
    throw new SourceUnreadable('feed-too-long', `The feed has more than ${entriesMax} entries.`)
  return items.filter(isThing).map((item) => entryOf(item, feedUrl))
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\ufeff/, ''))
  } catch {
    throw new SourceUnreadable('feed-not-well-formed', 'The feed is not well-formed JSON.')
  }
}

/** One field of another type must not lose the others. */
function textIn(thing: Thing, name: string): string | undefined {
  const value = thing[name]
  return typeof value === 'string' ? printable(value).trim() || undefined : undefined
}

const listIn = (thing: Thing, name: string): unknown[] => {
  const value = thing[name]
  return Array.isArray(value) ? value : []
}

function entryOf(item: Thing, feedUrl: string): FeedEntry {
  const around = { bases: [], feedUrl }
  const addressIn = (name: string) => usable(textIn(item, name) ?? '', around)
  const typed = (name: string, asHtml: (text: string) => string) => {
    const text = textIn(item, name)
    return text && asHtml(text)
  }
  const id = typeof item['id'] === 'number' ? String(item['id']) : textIn(item, 'id')
  const entry: FeedEntry = {
    id,
    link: addressIn('url') ?? addressIn('external_url'),
    title: typed('title', paragraphsOf),
    summary: typed('summary', paragraphsOf),
    content: textIn(item, 'content_html') ?? typed('content_text', linesOf),
    published: textIn(item, 'date_published'),
    updated: textIn(item, 'date_modified'),
    tags: [],
    bases: [],
  }
  for (const tag of listIn(item, 'tags'))
    if (typeof tag === 'string') takeTag(entry, printable(tag).trim())
  for (const file of listIn(item, 'attachments').filter(isThing)) {
    const [url = '', type = ''] = [textIn(file, 'url'), textIn(file, 'mime_type')]
    takeEnclosure(entry, { url, type }, around)
  }
  return entry
}
