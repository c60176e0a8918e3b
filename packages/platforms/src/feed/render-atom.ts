import { escapeText, type Content } from '@pressrun/content'
import { siteFile } from './site-file.ts'

/** Longer texts are in the feed by their summary only, or a hundred of them would make it unreadable. */
const embeddedHtmlMax = 64_000

export type Entry = {
  readonly id: string
  readonly url: string
  readonly content: Content
  readonly bodyHtml: string
  readonly at: Date
}

/** One `<entry>` of RFC 4287. It depends on the task alone, so a repeat writes the same bytes. */
export function renderEntry({ id, url, content, bodyHtml, at }: Entry): string {
  const time = at.toISOString()
  const lines = [
    `<id>${escapeText(id)}</id>`,
    `<title>${escapeText(content.title)}</title>`,
    `<link rel="alternate" type="text/html" href="${escapeText(url)}"/>`,
    `<published>${time}</published>`,
    `<updated>${time}</updated>`,
    ...(content.tags ?? []).map((tag) => `<category term="${escapeText(tag)}"/>`),
    ...renderTexts(content, bodyHtml),
  ]
  return `<entry>\n${lines.join('\n')}\n</entry>\n`
}

/** RFC 4287 §4.1.2 requires a summary or a content; an entry without content needs its link. */
function renderTexts(content: Content, bodyHtml: string): string[] {
  const summary = content.summary ? [`<summary>${escapeText(content.summary)}</summary>`] : []
  if (bodyHtml.length > embeddedHtmlMax) return summary
  return [...summary, `<content type="html">${escapeText(bodyHtml)}</content>`]
}

export type FeedHead = {
  readonly id: string
  readonly title: string
  readonly siteUrl: string | undefined
  readonly at: Date
}

/** The whole Atom document around rendered entries. */
export function renderFeed(head: FeedHead, entries: readonly string[]): string {
  const site = head.siteUrl === undefined ? '' : renderSiteLinks(head.siteUrl)
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<id>${escapeText(head.id)}</id>
<title>${escapeText(head.title)}</title>
<updated>${head.at.toISOString()}</updated>
<author><name>${escapeText(head.title)}</name></author>
<generator>Pressrun</generator>
${site}${entries.join('')}</feed>
`
}

function renderSiteLinks(siteUrl: string): string {
  const self = siteFile(siteUrl, 'feed.xml')
  return `<link rel="self" type="application/atom+xml" href="${escapeText(self)}"/>
<link rel="alternate" type="text/html" href="${escapeText(siteUrl)}"/>
`
}
