/** `https://` and a host with a dot, not in the middle of a word. */
const url =
  /(?<![\p{L}\p{N}@$#/])https?:\/\/[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d+)?(?:[/?#][^\s<>]*)?/giu

/** Punctuation at the end of a sentence rather than of a URL. */
const afterUrl = '?!*"\'「」;:=,.$%[]~&|@'

const mention = /(?<![\p{L}\p{N}_/])@([\p{L}\p{N}_]+)@[\p{L}\p{N}.-]+[\p{L}\p{N}]/gu

/**
 * The text as Mastodon counts it, in graphemes: every URL has the length the server publishes (23), and of a mention
 * only the name counts (https://docs.joinmastodon.org/user/posting/).
 */
export function countableText(text: string, charactersPerUrl: number): string {
  return text
    .replace(url, (match) => {
      const length = urlLength(match)
      return 'x'.repeat(charactersPerUrl) + match.slice(length)
    })
    .replace(mention, '@$1')
}

/** A closing bracket belongs to the URL when it was opened there. */
function urlLength(match: string): number {
  let end = unbalancedAt(match)
  while (end > 0 && afterUrl.includes(match.charAt(end - 1))) end -= 1
  return end
}

function unbalancedAt(match: string): number {
  let open = 0
  for (let index = 0; index < match.length; index += 1) {
    if (match[index] === '(') open += 1
    if (match[index] === ')' && (open -= 1) < 0) return index
  }
  return match.length
}
