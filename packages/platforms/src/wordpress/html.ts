/** Tags, in which a `>` is always escaped, and the text between them. */
const pieces = /<[^>]*>?|[^<]+/g

/** The first character of texts that WordPress turns into pictures: `:-)`, `;)`, `8-)`, `:arrow:`. */
const smiley = /(?<=^|\s)[:;8](?=-?[)(|\]/oOpPdDxX?!$*@^](?:\s|$)|[a-z]{2,9}:)/g

const onOneLine = (blank: string) => (blank.includes('\n') ? ' ' : blank)

const asReference = (sign: string) => `&#${sign.charCodeAt(0)};`

/**
 * HTML as WordPress shows it unchanged. It turns each newline in a paragraph into `<br>` (`wpautop`), and runs
 * anything like a shortcode, also in code: `[gallery]` of a stranger's text. Smileys become pictures. Seen on 6.1 and
 * 6.8.
 */
export function wordpressHtml(html: string): string {
  let preformatted = 0
  return html.replace(pieces, (piece) => {
    const safe = piece.replaceAll('[', '&#91;')
    if (piece.startsWith('<')) {
      if (/^<pre\b/i.test(piece)) preformatted += 1
      if (/^<\/pre\b/i.test(piece)) preformatted -= 1
      return safe
    }
    return preformatted > 0 ? safe : safe.replace(/\s+/g, onOneLine).replace(smiley, asReference)
  })
}
