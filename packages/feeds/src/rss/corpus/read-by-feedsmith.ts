import { instantOf } from '@pressrun/content'
import { htmlToText } from '@pressrun/content/html'
import { parseFeed as parseWithFeedsmith } from 'feedsmith'
import type { Expected } from './own-feed.ts'

/** The base of all relative addresses in a feed. */
export const location = 'https://news.example/feed'

/**
 * The fields that another feed reader finds in an item, by our names: it leaves HTML, dates and addresses as they are.
 */
export type SaidByFeedsmith = Partial<Expected> & {
  readonly id?: string | undefined
  /** When it was published, and when it was changed. */
  readonly instants: readonly string[]
}

type Thing = { readonly [name: string]: unknown }
type Found = { format: string; feed: { items?: Thing[]; entries?: Thing[] } }

/** Nothing where it cannot read the feed at all. */
export function readByFeedsmith(text: string): SaidByFeedsmith[] {
  try {
    const { format, feed } = parseWithFeedsmith(text) as Found
    return ((format === 'atom' ? feed.entries : feed.items) ?? []).map(inOurTerms)
  } catch {
    return []
  }
}

/** The value at a path of an object, if that is a text. */
function at(thing: unknown, path: string): string | undefined {
  const found = path
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Thing | undefined)?.[name], thing)
  return typeof found === 'string' ? found : undefined
}

const firstAt = (thing: unknown, ...paths: string[]): string | undefined =>
  paths.map((path) => at(thing, path)).find((text) => text !== undefined)

/** Of drawings and elements of a page's head it removes only the markup. */
const unshown = /<(svg|math|title)\b[^]*?<\/\1>/g

function inOurTerms(item: Thing): SaidByFeedsmith {
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
  const dates = ['pubDate', 'published', 'updated', 'date_published', 'dc.dates.0']
  const instants = dates.flatMap((path) => {
    const instant = instantOf(at(item, path))
    return instant === undefined ? [] : [new Date(instant).toISOString()]
  })
  const title = firstAt(item, 'title.value', 'title')
  const url = link === undefined ? undefined : URL.parse(link.trim(), location)?.href
  return {
    id: firstAt(item, 'guid.value', 'guid', 'id'),
    instants,
    ...(title !== undefined && { title: htmlToText(title) }),
    ...(url !== undefined && { url }),
    ...(html !== undefined && { words: htmlToText(html.replaceAll(unshown, '')) }),
    ...(instants[0] !== undefined && { at: instants[0] }),
  }
}
