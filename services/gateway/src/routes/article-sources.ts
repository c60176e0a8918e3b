import { keepArticleSource } from '@pressrun/db/queries'
import { toInstant } from '@pressrun/events'
import { z } from 'zod'
import { toArticleSource } from '../answers/article.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { articleSource } from '../schemas/article.ts'
import { idParam, ids } from '../api/ids.ts'
import { instantParam } from '../api/instants.ts'
import { existingArticle } from './articles.ts'

const body = z.strictObject({
  source: z.string().min(1).max(200).describe('the system it comes from'),
  sourceDocToken: z.string().min(1).max(500).describe('its id in that system'),
  sourceUpdatedAt: instantParam.optional(),
})

export function articleSources(app: App, gateway: Gateway): void {
  app.route({
    method: 'POST',
    url: '/articles/:id/sources',
    schema: {
      operationId: 'keepArticleSource',
      summary: 'Record where an article comes from',
      description: 'The same `source` and `sourceDocToken` again replace the earlier entry.',
      tags: ['articles'],
      params: idParam(ids.article),
      body,
      response: { 200: articleSource },
    },
    handler: async (request) => {
      const { id } = await existingArticle(gateway, request.params.id)
      const { source, sourceDocToken, sourceUpdatedAt } = request.body
      const row = await keepArticleSource(
        gateway.database,
        {
          article_id: id,
          source,
          source_doc_token: sourceDocToken,
          source_updated_at: sourceUpdatedAt ?? null,
        },
        toInstant(gateway.now()),
      )
      return toArticleSource(row)
    },
  })
}
