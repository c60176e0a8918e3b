import type { Token, Tokens } from 'marked'
import { withEmbedsAsLinks } from './embeds.ts'

/** Tokens as their author meant them, where marked parses something that is no Markdown, or cannot show it. */
export function mended<List extends Token[]>(tokens: List): List {
  for (const [index, token] of tokens.entries()) {
    mendWithin(token)
    if (token.type === 'html') Object.assign(token, htmlOf(token as Tokens.HTML))
    else if (isHandle(token, tokens[index - 1])) tokens[index] = asText(token)
  }
  return tokens
}

function mendWithin(token: Token): void {
  if ('tokens' in token && token.tokens) mended(token.tokens)
  if (token.type === 'list') for (const item of (token as Tokens.List).items) mended(item.tokens)
  if (token.type !== 'table') return
  const { header, rows } = token as Tokens.Table
  for (const { tokens } of [header, ...rows].flat()) mended(tokens)
}

const htmlOf = ({ raw, text }: Tokens.HTML) => ({
  raw: withEmbedsAsLinks(raw),
  text: withEmbedsAsLinks(text),
})

/** marked takes the end of `@ann@social.example` and `@scope/pkg@1.2.3` for a mail address, and all of `pkg@1.2.3`. */
const isHandle = (token: Token, before: Token | undefined): boolean =>
  token.type === 'link' &&
  token.raw === token['text'] &&
  String(token['href']).startsWith('mailto:') &&
  (/[@/]$/.test(before?.raw ?? '') || /\.\d+$/.test(token.raw))

const asText = ({ raw }: Token): Tokens.Text => ({ type: 'text', raw, text: raw, escaped: false })
