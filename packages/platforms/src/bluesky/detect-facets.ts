import { loadLater } from '@pressrun/lean/load-later'
import type tlds from 'tlds'
import { measureText, type Span } from '@pressrun/content'
import { facetUri } from './facet-uri.ts'

/** Handles, hashtags and addresses as people type them: at the start of a word, or in a bracket. */
const marked =
  /(?<=^|[\s(])(?:@(?<handle>[a-z\d](?:[a-z\d-]*\.)+[a-z][a-z\d-]*)|(?<address>https?:\/\/\S+|(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,}(?:[/?#]\S*)?)|[#＃](?<tag>(?:(?!\u20E2)[^\s\u00AD\u2060\u200A-\u200D])+))/giu

const tagLengthMax = 64

/**
 * Splits a text as Bluesky's own client would: links, bare domains (of top-level domains that exist), `#tags` and
 * `@handles`. Whether a handle exists is not known here.
 */
export function detectFacets(text: string): Span[] {
  const spans: Span[] = []
  let from = 0
  for (const match of text.matchAll(marked)) {
    const found = spanOf(match.groups ?? {}, match[0])
    if (found === undefined) continue
    if (match.index > from) spans.push({ text: text.slice(from, match.index) })
    spans.push(found)
    from = match.index + found.text.length
  }
  if (from < text.length) spans.push({ text: text.slice(from) })
  return spans
}

function spanOf(
  { handle, address, tag }: Record<string, string | undefined>,
  written: string,
): Span | undefined {
  if (handle !== undefined)
    return isDomain(handle) ? { text: `@${handle}`, mention: handle } : undefined
  if (address !== undefined) return linkOf(withoutPunctuation(address))
  return tagOf(tag ?? '', written[0] ?? '#')
}

function linkOf(address: string): Span | undefined {
  const isWhole = /^https?:\/\//i.test(address)
  const [host = ''] = address.split(/[/?#]/, 1)
  if (!isWhole && !isDomain(host)) return undefined
  const uri = facetUri(isWhole ? address : `https://${address}`)
  return uri === undefined ? undefined : { text: address, uri }
}

function tagOf(written: string, sign: string): Span | undefined {
  const tag = written.replace(/(?<!\p{P})\p{P}+$/u, '')
  const isTag = !tag.startsWith('\uFE0F') && /[^\d\p{P}]/u.test(tag)
  return isTag && measureText(tag, 'graphemes') <= tagLengthMax
    ? { text: `${sign}${tag}`, tag }
    : undefined
}

/** Punctuation at a sentence's end, and a bracket that was not opened in the address. */
function withoutPunctuation(address: string): string {
  let end = address.length
  let unopened = count(address, ')') - count(address, '(')
  for (;;) {
    const last = address[end - 1] ?? ''
    if ((last === ')' && unopened <= 0) || !/[.,;:!?'"()»”’]/.test(last))
      return address.slice(0, end)
    if (last === ')') unopened -= 1
    if (last === '(') unopened += 1
    end -= 1
  }
}

const count = (text: string, sign: string): number => text.split(sign).length - 1

let topLevel: ReadonlySet<string> | undefined

/** Loaded when first needed: a list of 1,400 names. */
function isDomain(host: string): boolean {
  topLevel ??= new Set([
    ...(loadLater('tlds', import.meta.url) as typeof tlds),
    // RFC 2606: names of tests and local networks.
    'test',
  ])
  return topLevel.has(host.slice(host.lastIndexOf('.') + 1).toLowerCase())
}
