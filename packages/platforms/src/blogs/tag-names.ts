import { titleLine } from '@pressrun/content'

/**
 * Tags as a blog shows them, each once. Ghost hides a tag that begins with `#` from readers, and
 * takes none that begins with a comma; WordPress refuses one that is empty, and the post with it.
 */
export function tagNames(tags: readonly string[] = []): string[] {
  const names = tags.map((tag) => titleLine(tag).replace(/^[#,\s]+/, ''))
  const folded = names.map((name) => name.toLowerCase())
  return names.filter((name, index) => name !== '' && folded.indexOf(name.toLowerCase()) === index)
}
