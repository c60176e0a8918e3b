import { withoutTags, decoded } from '@pressrun/content'

/** The degree of similarity: `similar` may be the same, shown in a server's own way. */
export type Resemblance = 'same' | 'similar' | 'other'

/** The least share of words that is left of a text that a server shows otherwise (links, smileys, mentions, code). */
const shareOfWords = 0.3

/** Whether a status's HTML may have been made of this text: servers add links and drop formatting. */
export function compareShown(text: string): (html: string) => Resemblance {
  const wanted = letters(text)
  const words = wordsOf(text)
  return (html) => {
    const shown = decoded(withoutTags(html.replace(/<br\b[^<>]*>|<\/p>/gi, ' '), ''))
    if (letters(shown) === wanted) return 'same'
    if (words.size === 0) return 'similar'
    const seen = wordsOf(shown)
    const common = [...words].filter((word) => seen.has(word)).length
    return common >= words.size * shareOfWords ? 'similar' : 'other'
  }
}

/** Servers trim, and end lines in their own way. */
export function isSame(source: string, text: string): boolean {
  return withoutSpace(source) === withoutSpace(text)
}

/** A mention is shown without its server. Text without letters is compared as it is. */
function letters(text: string): string {
  const short = text.normalize('NFC').replace(/@([\p{L}\p{N}_]+)@[\p{L}\p{N}.-]+/gu, '@$1')
  return short.replace(/[^\p{L}\p{N}]+/gu, '') || withoutSpace(short)
}

const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu),
  )

const withoutSpace = (text: string) => text.normalize('NFC').replace(/\s+/g, '')
