import { contentMaxima, fieldsSchema, titleSchema } from '@pressrun/content'
import { z } from 'zod'
import { content } from '../runs/options.ts'
import { ids } from '../api/ids.ts'

const { title, body, summary, tags, url, fields } = content.shape

export const externalId = z.string().min(1).max(300)

export const newArticle = z.strictObject({
  projectId: ids.project.optional(),
  externalId: externalId.optional().describe('your id for it; unique in the project'),
  title,
  summary,
  body,
  tags,
  url,
  fields,
})

export const articleChange = z.strictObject({
  title: titleSchema.optional(),
  summary: z.string().max(contentMaxima.summary).nullable().optional(),
  body: body.optional(),
  tags,
  url: url.unwrap().nullable().optional(),
  fields: fieldsSchema.nullable().optional(),
  externalId: externalId.nullable().optional(),
})

/** An article as lists show it: without its body. */
export const article = z.object({
  id: ids.article,
  projectId: ids.project,
  externalId: z.string().nullable(),
  title: z.string(),
  summary: z.string().nullable(),
  tags: z.array(z.string()),
  url: z.string().nullable().describe('where it is to be read'),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})

const articleRun = z.object({
  id: ids.run,
  status: z.string(),
  createdAt: z.iso.datetime(),
})

export const articleSource = z.object({
  source: z.string(),
  sourceDocToken: z.string(),
  sourceUpdatedAt: z.iso.datetime().nullable(),
  publishedBefore: z
    .boolean()
    .describe('held back from accounts that were given the same item before; publish it by hand'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})

export const articleDetail = article.extend({
  body: z.string(),
  fields: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('what else is known of it; of files, front matter that has no field here'),
  sources: z.array(articleSource).describe('where it comes from'),
  runs: z.array(articleRun).describe('its latest runs; GET /runs?articleId= has all'),
})
