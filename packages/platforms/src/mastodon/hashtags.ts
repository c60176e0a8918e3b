/** The tags as hashtags, each once: letters, digits and underscores, with one letter at least. */
export function hashtags(tags: readonly string[] | undefined): string[] {
  const byName = new Map<string, string>()
  for (const tag of tags ?? []) {
    const name = hashtagName(tag)
    if (/\p{L}/u.test(name) && !byName.has(name.toLowerCase())) byName.set(name.toLowerCase(), name)
  }
  return [...byName.values()].map((name) => `#${name}`)
}

/** Several words become one, with humps: a screen reader can tell them apart. */
function hashtagName(tag: string): string {
  const words = tag.match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []
  if (words.length < 2) return words.join('')
  return words.map((word) => word.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())).join('')
}
