import { keepArticleSource as keep } from '@pressrun/queries'
import { toInstant } from '@pressrun/events'
import { z } from 'zod'
import { idParam, ids, instantParam, ok, operation } from '../api/index.ts'
import { requireArticle } from './require-article.ts'
import { toArticleSource } from './response.ts'
import { articleSource } from './schema.ts'

export const keepArticleSource = operation({
  method: 'POST',
  path: '/articles/:id/sources',
  tag: 'articles',
  summary: 'Record where an article comes from',
  description: 'The same `source` and `sourceDocToken` again replace the earlier entry.',
  params: idParam(ids.article),
  body: z.strictObject({
    source: z.string().min(1).max(200).describe('the system it comes from'),
    sourceDocToken: z.string().min(1).max(500).describe('its id in that system'),
    sourceUpdatedAt: instantParam.optional(),
  }),
  responses: { 200: articleSource },
  handler: async (gateway, { params, body }) => {
    const { id } = await requireArticle(gateway, params.id)
    const given = {
      articleId: id,
      source: body.source,
      sourceDocToken: body.sourceDocToken,
      sourceUpdatedAt: body.sourceUpdatedAt ?? null,
    }
    const row = await keep(gateway.database, given, toInstant(gateway.now()))
    return ok(toArticleSource(row))
  },
})
