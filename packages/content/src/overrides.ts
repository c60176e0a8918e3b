import type { z } from 'zod'
import { contentSchema, type Content } from './content.ts'

/** What one account of a run says differently. */
export const overridesSchema = contentSchema
  .pick({ title: true, summary: true, body: true, tags: true })
  .partial()

export type Overrides = z.infer<typeof overridesSchema>

/** The content as this account publishes it. Without overrides it is the same object. */
export function applyOverrides(content: Content, overrides: Overrides | undefined): Content {
  if (overrides === undefined) return content
  const said = Object.entries(overrides).filter(([, value]) => value !== undefined)
  return said.length === 0 ? content : { ...content, ...Object.fromEntries(said) }
}
