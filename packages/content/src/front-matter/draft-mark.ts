import type { FrontMatterData, FrontMatterValue } from './front-matter-value.ts'

const yes = /^(true|yes|on|y|1)$/i
const no = /^(false|no|off|n|0)$/i
const date = /^\d{4}-\d/

type DraftMark = { readonly key: string; readonly says: 'draft' | 'unclear' }

/**
 * The draft marks of front matter: `draft: true` (Hugo, Zola, Astro) or `published: false` (Jekyll, dev.to). A draft
 * must not be published because of its spelling, so any other value is `unclear`; but `published` may also be a date.
 */
export function draftMark(data: FrontMatterData): DraftMark | undefined {
  const marks = [markOf('draft', data['draft']), markOf('published', data['published'])].flat()
  return marks.find(({ says }) => says === 'unclear') ?? marks[0]
}

function markOf(key: 'draft' | 'published', value: FrontMatterValue | undefined): DraftMark[] {
  if (value === undefined) return []
  const text = typeof value === 'string' ? value.trim() : ''
  const [draft, ready] = key === 'draft' ? [yes, no] : [no, yes]
  if (ready.test(text) || (key === 'published' && date.test(text))) return []
  return [{ key, says: draft.test(text) ? 'draft' : 'unclear' }]
}
