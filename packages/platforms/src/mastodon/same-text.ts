import { withoutTags, decoded } from '@pressrun/content'

/** Whether a status's HTML may have been made of this text: servers add links and drop formatting. */
export function looksLike(text: string): (html: string) => boolean {
  const wanted = letters(text)
  return (html) => {
    const shown = decoded(withoutTags(html.replace(/<br\b[^<>]*>|<\/p>/gi, ' '), ''))
    return letters(shown) === wanted
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

const withoutSpace = (text: string) => text.normalize('NFC').replace(/\s+/g, '')
