import { z } from 'zod'
import { contentMaxima } from './content-maxima.ts'

const sourceSchema = z.strictObject({
  source: z.string().min(1).max(200),
  sourceDocToken: z.string().min(1).max(500),
  sourceUpdatedAt: z.iso.datetime({ offset: true }).optional(),
})

export const titleSchema = z
  .string()
  .max(contentMaxima.title)
  .describe('may be empty: platforms that demand one get the first sentence')

export const fieldsSchema = z
  .record(z.string(), z.unknown())
  .refine((fields) => JSON.stringify(fields).length <= contentMaxima.fields, {
    message: `must have at most ${contentMaxima.fields} characters as JSON`,
  })

/** The content of a run. The body is Markdown; every platform makes its own form of it. */
export const contentSchema = z.strictObject({
  title: titleSchema.default(''),
  summary: z.string().max(contentMaxima.summary).optional(),
  body: z.string().min(1).max(contentMaxima.body),
  tags: z.array(z.string().min(1).max(contentMaxima.tag)).max(contentMaxima.tags).optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(contentMaxima.url)
    .optional()
    .describe('where it is to be read: its canonical address'),
  fields: fieldsSchema
    .optional()
    .describe(
      'what else is known of it, by names of your own; of files, the front matter that has no field here (`slug`, `image`, `categories`, `lang`, ...). No platform but `webhook` shows it',
    ),
  sources: z
    .array(sourceSchema)
    .max(contentMaxima.sources)
    .optional()
    .describe('where it comes from; posts of what comes from a source end with its `url`'),
})

export type Content = z.infer<typeof contentSchema>
