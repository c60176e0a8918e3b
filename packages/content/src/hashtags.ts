/** Tags as hashtags, without the sign: each once, whatever its capitals, as it was written first. */
export function hashtags(tags: readonly string[] = []): string[] {
  const names = tags.map(hashtag).filter((name) => name !== undefined)
  const folded = names.map((name) => name.toLowerCase())
  return names.filter((_, index) => folded.indexOf(folded[index] ?? '') === index)
}

/**
 * Letters, digits and underscores, with one letter at least. Several words are joined in camel case, so that a screen
 * reader can separate them: `sea walks` is `SeaWalks`. A tag whose punctuation carries meaning gives none: `C++`, `C#`
 * and `.NET` are neither `C` nor `NET`.
 */
function hashtag(tag: string): string | undefined {
  if (meaningful.test(tag.trim().replace(/^#/, ''))) return undefined
  const words = tag.match(/[\p{L}\p{M}\p{Nd}_]+/gu) ?? []
  const name = words.length > 1 ? words.map(capitalized).join('') : (words[0] ?? '')
  return /\p{L}/u.test(name) ? name : undefined
}

const meaningful = /[+#*@$%=<>^~]|^\./u

function capitalized(word: string): string {
  const [first = ''] = word
  return first.toUpperCase() + word.slice(first.length)
}
