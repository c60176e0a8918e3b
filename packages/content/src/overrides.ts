import { z } from 'zod'
import { contentSchema, titleSchema, type Content } from './content.ts'
import type { AccountContent } from './fitting/account-content.ts'

export const tooLongSchema = z
  .enum(['refuse', 'teaser'])
  .describe(
    'what becomes of a text that is too long for a platform: it is refused, or posted as a teaser (title, summary or first sentences, tags, link). By default `teaser` for what comes from a source and `refuse` for all else',
  )

/** The changes of one account of a run. */
export const overridesSchema = contentSchema
  .pick({ summary: true, body: true, tags: true, url: true })
  .extend({ title: titleSchema, tooLong: tooLongSchema })
  .partial()

export type Overrides = z.infer<typeof overridesSchema>

/** The content as this account publishes it. Without overrides it is the same object. */
export function applyOverrides(content: Content, overrides: Overrides | undefined): AccountContent {
  if (overrides === undefined) return content
  const provided = Object.entries(overrides).filter(([, value]) => value !== undefined)
  return provided.length === 0 ? content : { ...content, ...Object.fromEntries(provided) }
}
