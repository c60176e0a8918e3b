import { createArticle as create } from '@pressrun/queries'
import { toInstant } from '@pressrun/events'
import { created, etag, newIdOf, operation } from '../api/index.ts'
import { ifViolated } from '../problems/catching.ts'
import { namedProject } from '../projects/require-project.ts'
import { requireArticle } from './require-article.ts'
import { toArticleDetail } from './response.ts'
import { articleDetail, newArticle } from './schema.ts'

export const createArticle = operation({
  method: 'POST',
  path: '/articles',
  tag: 'articles',
  summary: 'Keep an article',
  body: newArticle,
  responses: { 201: articleDetail },
  handler: async (gateway, request) => {
    const { database, now } = gateway
    const id = newIdOf(request, gateway)('article')
    const { title, summary = null, body, tags = [], url = null } = request.body
    const { fields = null, externalId = null } = request.body
    const at = toInstant(now())
    await create(database, {
      id,
      title,
      summary,
      body,
      tags,
      url,
      fields,
      projectId: await namedProject(gateway, request.body.projectId),
      externalId,
      createdAt: at,
      updatedAt: at,
    }).catch(ifViolated('articles_external_id', 'external-id-taken'))
    const row = await requireArticle(gateway, id)
    return created(`/articles/${id}`, await toArticleDetail(row, database), etag(row))
  },
})
