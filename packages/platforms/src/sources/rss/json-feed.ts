import { z } from 'zod'
import { SourceUnreadable } from '../item.ts'
import type { FeedEntry } from './entry.ts'
import { entriesMax } from './feed-handler.ts'
import { printable } from '../../printable.ts'
import { linesOf, paragraphsOf } from './plain-as-html.ts'
import { takeEnclosure, takeTag, usable } from './take-field.ts'

/** One faulty field is no reason to lose the others. */
const text = z.string().optional().catch(undefined)
const texts = z
  .array(z.unknown())
  .catch([])
  .transform((all) => all.filter((one) => typeof one === 'string'))

/** What is read of an item (jsonfeed.org/version/1.1). */
const itemSchema = z.object({
  id: z
    .union([z.string(), z.number().transform(String)])
    .optional()
    .catch(undefined),
  url: text,
  external_url: text,
  title: text,
  content_html: text,
  content_text: text,
  summary: text,
  date_published: text,
  date_modified: text,
  tags: texts.default([]),
  attachments: z
    .array(z.object({ url: text, mime_type: text }))
    .catch([])
    .default([]),
})

const feedSchema = z.object({
  version: z.string().regex(/^https?:\/\/jsonfeed\.org\/version\//),
  items: z.array(z.unknown()),
})

/** The entries of a JSON Feed. Throws when it is none. */
export function readJsonFeed(json: string, feedUrl: string): FeedEntry[] {
  const feed = feedSchema.safeParse(parsed(json))
  if (!feed.success)
    throw new SourceUnreadable('not-a-feed', 'The server sent JSON that is not a feed.')
  if (feed.data.items.length > entriesMax)
    throw new SourceUnreadable('feed-too-long', `The feed has more than ${entriesMax} entries.`)
  return feed.data.items.flatMap((item) => {
    const { data } = itemSchema.safeParse(item)
    return data ? [entryOf(data, feedUrl)] : []
  })
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new SourceUnreadable('feed-not-well-formed', 'The feed is not well-formed JSON.')
  }
}

function entryOf(item: z.infer<typeof itemSchema>, feedUrl: string): FeedEntry {
  const around = { bases: [], feedUrl }
  const plain = item.content_text
  const entry: FeedEntry = {
    id: clean(item.id),
    link: usable(item.url ?? '', around) ?? usable(item.external_url ?? '', around),
    title: item.title && paragraphsOf(item.title),
    summary: item.summary && paragraphsOf(item.summary),
    content: item.content_html || (plain && linesOf(plain)) || undefined,
    published: item.date_published,
    updated: item.date_modified,
    tags: [],
    bases: [],
  }
  for (const tag of item.tags) takeTag(entry, clean(tag) ?? '')
  for (const { url = '', mime_type: type = '' } of item.attachments)
    takeEnclosure(entry, { url, type }, around)
  return entry
}

const clean = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : printable(value).trim() || undefined
