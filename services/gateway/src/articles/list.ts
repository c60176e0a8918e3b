import { articleOrders, listArticles as list } from '@pressrun/queries'
import { z } from 'zod'
import { ids } from '../api/ids.ts'
import { operation } from '../api/operation.ts'
import { listOf, pageOf, pageQuery, pageResponse } from '../api/pages.ts'
import { ok } from '../api/responses.ts'
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
