import { SourceUnreadable } from '../item.ts'

const yes = /^(true|yes|on|y|1)$/i
const no = /^(false|no|off|n|0)$/i

/**
 * Whether front matter calls its text a draft. The YAML read here takes `yes` for text, as it does what
 * is quoted; and a draft must not go out because of how it was spelt: what is neither is refused.
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
  throw new SourceUnreadable('front-matter-invalid', '"draft" in its front matter is not yes or no')
}
