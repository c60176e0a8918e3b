import { articleOrders, listArticles as list } from '@pressrun/queries'
import { z } from 'zod'
import { ids, listOf, ok, operation, pageOf, pageQuery, pageResponse } from '../api/index.ts'
import { toArticle } from './response.ts'
import { article, externalId } from './schema.ts'

export const listArticles = operation({
  method: 'GET',
  path: '/articles',
  tag: 'articles',
  summary: 'The articles, without their bodies',
  query: z.strictObject({
    ...pageQuery,
    projectId: ids.project.optional(),
    externalId: externalId.optional(),
    sort: z.enum(articleOrders).default('-createdAt'),
  }),
  responses: { 200: listOf(article) },
  handler: async ({ database }, { query }) =>
    ok(pageResponse(await list(database, pageOf(query, ids.article)), toArticle)),
})
