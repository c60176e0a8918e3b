const card = /^\s*<!--kg-card-begin: html-->\n?([\s\S]*?)\n?<!--kg-card-end: html-->\s*$/

/**
 * HTML as readers of Ghost get it. It is kept in a card; what is not becomes Lexical, which has no blocks in list items
 * and quotes, no image in a link and no `<del>` (seen on 5.130 and 6.65).
 */
export function asLexical(html: string): string {
  const kept = card.exec(html)?.[1]
  if (kept !== undefined) return kept
  return html
    .replace(/<li>\s*<p>([\s\S]*?)<\/p>/g, '<li>$1')
    .replace(/<blockquote>([\s\S]*?)<\/blockquote>/g, withoutCode)
    .replace(/<a [^>]*>\s*<img [^>]*>\s*<\/a>/g, '')
    .replace(/<\/?(?:del|kbd|mark|input)\b[^>]*>/g, '')
}

const withoutCode = (quote: string) => quote.replace(/<pre>[\s\S]*?<\/pre>/g, '')
