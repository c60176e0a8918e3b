import { SourceUnreadable } from '../item.ts'

const yes = /^(true|yes|on|y|1)$/i
const no = /^(false|no|off|n|0)$/i

/**
 * Whether front matter marks its text as a draft. The YAML parser reads `yes`, like quoted values,
 * as text. A draft must not be published because of its spelling, so any other value is refused.
 */
export function isDraft(data: Readonly<Record<string, unknown>>): boolean {
  const said = Object.entries(data).filter(([key]) => key.toLowerCase() === 'draft')
  return said.map(([, value]) => judge(value)).includes(true)
}

function judge(value: unknown): boolean {
  const isSaid =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  const text = isSaid ? String(value).trim() : ''
  if (yes.test(text)) return true
  if (no.test(text)) return false
  throw new SourceUnreadable(
    'front-matter-invalid',
    '"draft" in the front matter is neither yes nor no',
  )
}
