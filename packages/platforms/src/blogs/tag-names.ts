import { titleLine } from '@pressrun/content'

/**
 * Tags as a blog shows them, each once. Ghost hides a tag that begins with `#` from readers, and refuses one that
 * begins with a comma; WordPress refuses an empty one, and the post with it.
 */
export function tagNames(tags: readonly string[] = []): string[] {
  const names = tags.map((tag) => titleLine(tag).replace(/^[#,\s]+/, ''))
  const folded = names.map((name) => name.toLowerCase())
  return names.filter((name, index) => name !== '' && folded.indexOf(name.toLowerCase()) === index)
}
