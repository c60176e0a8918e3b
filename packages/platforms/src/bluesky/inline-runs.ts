import type { Token } from 'marked'
import { decoded } from '@pressrun/content'
import { textOf, type Run } from './runs.ts'

/** What stands inside a paragraph. A soft line break is a space, as in HTML. */
export function inlineRuns(tokens: readonly Token[] | undefined): Run[] {
  return (tokens ?? []).flatMap(tokenRuns)
}

function tokenRuns(token: Token): Run[] {
  switch (token.type) {
    case 'text':
      if (token.tokens) return inlineRuns(token.tokens)
      return [{ text: decoded(token.text).replaceAll('\n', ' ') }]
    case 'escape':
    case 'codespan':
      return [{ text: token.text }]
    case 'br':
      return [{ text: '\n' }]
    case 'html':
      return /^<br\b/i.test(token.raw) ? [{ text: '\n' }] : []
    case 'link':
      return linked(inlineRuns(token.tokens), token.href)
    case 'image':
      return linked([{ text: decoded(token.text) }], token.href)
    default:
      return 'tokens' in token ? inlineRuns(token.tokens) : []
  }
}

/** Addresses that mean nothing away from their page, or are no place to go, are left out. */
function linked(runs: Run[], href: string): Run[] {
  const address = decoded(href)
  const uri = webAddress(address)
  if (uri === undefined) return runs
  if (textOf(runs).trim() === '') return [{ text: address, uri }]
  // An image inside a link leads where the link does.
  return runs.map(({ text }) => ({ text, uri }))
}

const uriBytesMax = 8_000

/** As it may stand in a facet: absolute, without spaces or characters outside ASCII. */
export function webAddress(address: string): string | undefined {
  if (!/^https?:\/\//i.test(address)) return undefined
  const uri = URL.parse(address)?.href
  return uri !== undefined && uri.length <= uriBytesMax ? uri : undefined
}
