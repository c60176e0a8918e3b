import { SourceUnreadable } from '../item.ts'

const yes = /^(true|yes|on|y|1)$/i
const no = /^(false|no|off|n|0)$/i

/**
 * Whether front matter marks its text as a draft: by `draft: true` (Hugo) or `published: false`
 * (Jekyll). The YAML parser reads `yes`, like quoted values, as text. A draft must not be published
 * because of its spelling, so any other value is refused; but `published` may also be a date.
 */
export function isDraft(data: Readonly<Record<string, unknown>>): boolean {
  const marks = Object.entries(data).map(([key, value]) => {
    if (key.toLowerCase() === 'draft') return judge('draft', value)
    if (key.toLowerCase() !== 'published' || value instanceof Date) return false
    return !judge('published', value)
  })
  return marks.includes(true)
}

function judge(key: string, value: unknown): boolean {
  const isSaid =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  const text = isSaid ? String(value).trim() : ''
  if (yes.test(text)) return true
  if (no.test(text)) return false
  throw new SourceUnreadable(
    'front-matter-invalid',
    `"${key}" in the front matter is neither yes nor no`,
  )
}
