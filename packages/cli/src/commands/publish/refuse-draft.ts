import { OperatorError } from '../../operator-error.ts'

const yes = /^(true|yes|on|y|1)$/i
const no = /^(false|no|off|n|0)$/i

/**
 * A file that calls itself a draft is not published, however it spells that: the rule is that of the
 * folders Pressrun takes articles from, so what is neither yes nor no is refused too.
 */
export function refuseDraft(data: Readonly<Record<string, unknown>>, file: string): void {
  for (const [key, value] of Object.entries(data)) {
    const mark = key.toLowerCase()
    if (mark !== 'draft' && (mark !== 'published' || value instanceof Date)) continue
    const said = typeof value === 'string' ? value.trim() : JSON.stringify(value)
    const [draft, ready] = mark === 'draft' ? [yes, no] : [no, yes]
    if (ready.test(said)) continue
    throw new OperatorError(
      draft.test(said)
        ? `${file} says it is a draft: remove "${mark}" from its front matter to publish it`
        : `"${mark}" in the front matter of ${file} is not yes or no`,
    )
  }
}
