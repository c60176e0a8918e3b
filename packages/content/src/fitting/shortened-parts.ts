import { measureText, type Limit } from '../limits.ts'
import { tooLongOf, type AccountContent } from './account-content.ts'
import { cutText } from './cut-text.ts'

/** Content whose title and summary are shortened to the limits of an article platform, if requested. */
export function withShortenedParts(
  content: AccountContent,
  limits: readonly Limit[],
): AccountContent {
  if (tooLongOf(content) !== 'teaser') return content
  return limits.reduce((shorter, { path, unit, max }) => {
    if ((path !== 'title' && path !== 'summary') || unit === 'items') return shorter
    const text = shorter[path]
    if (text === undefined) return shorter
    return { ...shorter, [path]: cutText(text, (part) => measureText(part, unit) <= max) }
  }, content)
}
