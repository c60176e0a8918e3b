const yes = /^(true|yes|on|y|1)$/i
const no = /^(false|no|off|n|0)$/i

type DraftMark = { readonly key: string; readonly says: 'draft' | 'unclear' }

/**
 * What in front matter marks its text as a draft: `draft: true` (Hugo) or `published: false` (Jekyll). The
 * YAML parser reads `yes`, like quoted values, as text. A draft must not be published because of its spelling,
 * so any other value is `unclear`; but `published` may also be a date.
 */
export function draftMark(data: Readonly<Record<string, unknown>>): DraftMark | undefined {
  const marks = Object.entries(data).flatMap(([name, value]) => markOf(name.toLowerCase(), value))
  return marks.find(({ says }) => says === 'unclear') ?? marks[0]
}

function markOf(key: string, value: unknown): DraftMark[] {
  if (key !== 'draft' && (key !== 'published' || value instanceof Date)) return []
  const text = isPlain(value) ? String(value).trim() : ''
  const [draft, ready] = key === 'draft' ? [yes, no] : [no, yes]
  if (ready.test(text)) return []
  return [{ key, says: draft.test(text) ? 'draft' : 'unclear' }]
}

const isPlain = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
