import { z } from 'zod'

/** Lengths in UTF-16 units, as JavaScript and JSON Schema validators in it count them. */
export const contentMaxima = {
  title: 300,
  summary: 2_000,
  body: 1_000_000,
  tags: 50,
  tag: 100,
  sources: 50,
} as const

const sourceSchema = z.strictObject({
  source: z.string().min(1).max(200),
  sourceDocToken: z.string().min(1).max(500),
  sourceUpdatedAt: z.iso.datetime({ offset: true }).optional(),
})

/** What a run publishes. The body is Markdown; every platform makes its own form of it. */
export const contentSchema = z.strictObject({
  title: z.string().min(1).max(contentMaxima.title),
  summary: z.string().max(contentMaxima.summary).optional(),
  body: z.string().min(1).max(contentMaxima.body),
  tags: z.array(z.string().min(1).max(contentMaxima.tag)).max(contentMaxima.tags).optional(),
  sources: z.array(sourceSchema).max(contentMaxima.sources).optional(),
})

export type Content = z.infer<typeof contentSchema>
