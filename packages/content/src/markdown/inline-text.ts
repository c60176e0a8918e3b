import type { Token } from 'marked'
import { loadMarkdown } from './load-markdown.ts'

/** What stands inside a paragraph, as text. A soft line break is a space, as in HTML. */
export function inlineText(tokens: readonly Token[] | undefined): string {
  return (tokens ?? []).map(tokenText).join('')
}

function tokenText(token: Token): string {
  switch (token.type) {
    case 'text':
      return token.tokens ? inlineText(token.tokens) : decoded(token.text).replaceAll('\n', ' ')
    case 'escape':
    case 'codespan':
      return token.text
    case 'br':
      return '\n'
    case 'html':
      return /^<br\b/i.test(token.raw) ? '\n' : ''
    case 'link':
      return linkText(inlineText(token.tokens), token.href)
    case 'image':
      return linkText(decoded(token.text), token.href)
    default:
      return 'tokens' in token ? inlineText(token.tokens) : ''
  }
}

/** Addresses that mean nothing away from their page, or are no place to go, are left out. */
function linkText(text: string, href: string): string {
  const address = decoded(href)
  const bare = address.replace(/^mailto:/i, '')
  if (!/^(https?:|mailto:)/i.test(address) || text === address || text === bare) return text
  return text.trim() === '' ? bare : `${text} (${bare})`
}

/** `&amp;` and its like are read; tags are not looked for. */
export function decoded(text: string): string {
  return text.includes('&') ? loadMarkdown().decode(text) : text
}
