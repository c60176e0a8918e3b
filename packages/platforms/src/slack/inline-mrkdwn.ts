import type { Token } from 'marked'
import { decoded, inlineText } from '@pressrun/content'

/** Slack reads these three as its own marks, and nothing else as an entity. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** What stands inside a paragraph. `within` holds the marks around it, which cannot be nested. */
export function inlineMrkdwn(tokens: readonly Token[] | undefined, within = ''): string {
  return (tokens ?? []).map((token) => tokenMrkdwn(token, within)).join('')
}

function tokenMrkdwn(token: Token, within: string): string {
  switch (token.type) {
    case 'text':
      return token.tokens
        ? inlineMrkdwn(token.tokens, within)
        : escaped(decoded(token.text)).replaceAll('\n', ' ')
    case 'escape':
      return escaped(token.text)
    case 'codespan':
      return token.text.includes('`') ? escaped(token.text) : `\`${escaped(token.text)}\``
    case 'strong':
      return withMark('*', token.tokens, within)
    case 'em':
      return withMark('_', token.tokens, within)
    case 'del':
      return withMark('~', token.tokens, within)
    case 'link':
      return link(token.href, inlineText(token.tokens))
    case 'image':
      return link(token.href, decoded(token.text))
    default:
      return escaped(inlineText([token]))
  }
}

/** A mark that opens on one line does not close on the next. */
export function withMark(mark: string, tokens: readonly Token[] | undefined, within = ''): string {
  const text = inlineMrkdwn(tokens, within + mark)
  if (within.includes(mark)) return text
  return text
    .split('\n')
    .map((line) => (line.trim() === '' ? line : `${mark}${line.trim()}${mark}`))
    .join('\n')
}

/** Addresses that mean nothing away from their page, or are no place to go, are left out. */
function link(href: string, text: string): string {
  const address = decoded(href)
  const label = text.replace(/\s+/g, ' ').trim()
  if (!/^(https?:|mailto:)/i.test(address)) return escaped(label)
  const target = escaped(address.replace(/[\s<>|]/g, encodeURIComponent))
  const bare = label === '' || label === address || `mailto:${label}` === address
  return bare ? `<${target}>` : `<${target}|${escaped(label)}>`
}
