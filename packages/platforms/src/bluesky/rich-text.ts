import {
  bodyAndLink,
  hashtags,
  isBare,
  joined,
  plainStyle,
  textOf,
  titleLine,
  trimmed,
  type AccountContent,
  type Span,
  type TextStyle,
} from '@pressrun/content'
import { facetUri } from './facet-uri.ts'
import { detectFacets } from './detect-facets.ts'

type Feature =
  | { $type: 'app.bsky.richtext.facet#link'; uri: string }
  | { $type: 'app.bsky.richtext.facet#tag'; tag: string }
  | { $type: 'app.bsky.richtext.facet#mention'; did: string }

/** `app.bsky.richtext.facet`: bytes of the UTF-8 text, and their meaning. */
export type Facet = {
  readonly index: { readonly byteStart: number; byteEnd: number }
  readonly features: [Feature]
}

/** This handle may exist: then it becomes a facet. */
export type Mention = { readonly handle: string; readonly index: Facet['index'] }

export type RichText = {
  readonly text: string
  readonly facets: Facet[]
  readonly mentions: readonly Mention[]
}

/** Title, body, tags and link as one text, with an empty line between them. */
export function richText(content: AccountContent): RichText {
  const { title, tags = [] } = content
  const { body, link } = bodyAndLink(content, blueskyStyle)
  const parts = [trimmed(detectFacets(titleLine(title))), body, tagSpans(tags), link]
  return withFacets(joined(parts, '\n\n'))
}

/** Plain text, except for links: only their words are shown, which lead there. */
const blueskyStyle: TextStyle = {
  ...plainStyle,
  text: detectFacets,
  link: (words, label, url) => linked(label === '' ? [{ text: url }] : words, label, url),
  image: (alt, url) => linked([{ text: isBare(alt, url) ? url : alt }], alt, url),
}

function linked(words: readonly Span[], label: string, url: string): readonly Span[] {
  const uri = facetUri(url)
  // A mail address cannot be a facet: it is shown.
  if (uri === undefined) return plainStyle.link(words, label, url)
  return [{ text: textOf(words), uri }]
}

function tagSpans(tags: readonly string[]): Span[] {
  return hashtags(tags).flatMap((tag, index) => [
    { text: index === 0 ? '' : ' ' },
    { text: `#${tag}`, tag },
  ])
}

/** Neighbours that lead to the same place are one facet. */
function withFacets(spans: readonly Span[]): RichText {
  const facets: Facet[] = []
  const mentions: Mention[] = []
  let [text, bytes, last] = ['', 0, undefined as Span | undefined]
  for (const span of spans.filter((each) => each.text !== '')) {
    const index = { byteStart: bytes, byteEnd: bytes + Buffer.byteLength(span.text) }
    text += span.text
    bytes = index.byteEnd
    const open = facets.at(-1)
    if (span.mention !== undefined) mentions.push({ handle: span.mention, index })
    else if (open && span.uri !== undefined && span.uri === last?.uri) open.index.byteEnd = bytes
    else facets.push(...featuresOf(span).map((feature): Facet => ({ index, features: [feature] })))
    last = span
  }
  return { text, facets, mentions }
}

function featuresOf({ uri, tag }: Span): Feature[] {
  if (uri !== undefined) return [{ $type: 'app.bsky.richtext.facet#link', uri }]
  return tag === undefined ? [] : [{ $type: 'app.bsky.richtext.facet#tag', tag }]
}
