import { etag, idParam, ids, ok, operation } from '../api/index.ts'
import { requireArticle } from './require-article.ts'
import { toArticleDetail } from './response.ts'
import { articleDetail } from './schema.ts'

export const getArticle = operation({
  method: 'GET',
  path: '/articles/:id',
  tag: 'articles',
  summary: 'An article and its latest runs',
  params: idParam(ids.article),
  responses: { 200: articleDetail },
  handler: async (gateway, { params }) => {
    const row = await requireArticle(gateway, params.id)
    return ok(await toArticleDetail(row, gateway.database), etag(row))
  },
})
