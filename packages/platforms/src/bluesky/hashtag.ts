/** Of `app.bsky.richtext.facet#tag`, in graphemes. */
export const tagMax = 64

/**
 * A tag as one word: `sea walks` becomes `SeaWalks`. Undefined when nothing is left that a tag can be
 * made of; digits alone are none.
 */
export function hashtag(tag: string): string | undefined {
  const words = tag.match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []
  const name = words.length > 1 ? words.map(capitalized).join('') : (words[0] ?? '')
  return /[^\p{N}_]/u.test(name) ? name : undefined
}

/** Once each, whatever their capitals. */
export function hashtags(tags: readonly string[]): string[] {
  const names = tags.map(hashtag).filter((name) => name !== undefined)
  const folded = names.map((name) => name.toLowerCase())
  return names.filter((_, index) => folded.indexOf(folded[index] ?? '') === index)
}

function capitalized(word: string): string {
  const [first = ''] = word
  return first.toUpperCase() + word.slice(first.length)
}
