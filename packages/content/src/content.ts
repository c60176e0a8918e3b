import { z } from 'zod'
import { contentMaxima } from './content-maxima.ts'

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
