import { OperatorError } from '../../operator-error.ts'

const yes = /^(true|yes|on|y|1)$/i
const no = /^(false|no|off|n|0)$/i

/**
 * A file that calls itself a draft is not published, however it spells that: the rule is that of the
 * folders Pressrun takes articles from, so what is neither yes nor no is refused too.
 */
export function refuseDraft(data: Readonly<Record<string, unknown>>, file: string): void {
  for (const [key, value] of Object.entries(data)) {
    if (key.toLowerCase() !== 'draft') continue
    const said = typeof value === 'string' ? value.trim() : JSON.stringify(value)
    if (no.test(said)) continue
    throw new OperatorError(
      yes.test(said)
        ? `${file} says it is a draft: remove "draft" from its front matter to publish it, or say "draft: false"`
        : `"draft" in the front matter of ${file} is not yes or no`,
    )
  }
}
