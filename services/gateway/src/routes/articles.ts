import { violatedConstraint } from '@pressrun/db'
import {
  articleOrders,
  createArticle,
  findArticle,
  listArticles,
  type ArticleRow,
} from '@pressrun/db/queries'
import { toInstant, type ArticleId } from '@pressrun/events'
import { z } from 'zod'
import { namedProject } from '../accounts/existing.ts'
import { toArticle, toArticleDetail } from '../answers/article.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { mintOf } from '../api/commands.ts'
import { Problem } from '../problems/problem.ts'
import { article, articleDetail, externalId, newArticle } from '../schemas/article.ts'
import { idParam, ids } from '../api/ids.ts'
import { pageResponse, listOf, pageOf, pageQuery } from '../api/pages.ts'
import { etagOf } from '../api/versions.ts'

const tags = ['articles']

const query = z.strictObject({
  ...pageQuery,
  projectId: ids.project.optional(),
  externalId: externalId.optional(),
  sort: z.enum(articleOrders).default('-createdAt'),
})

export function articles(app: App, gateway: Gateway): void {
  const { database } = gateway
  app.route({
    method: 'POST',
    url: '/articles',
    schema: {
      operationId: 'createArticle',
      summary: 'Keep an article',
      tags,
      body: newArticle,
      response: { 201: articleDetail },
    },
    handler: async (request, reply) => {
      const id = mintOf(request, gateway)('article')
      const { title, summary, body } = request.body
      const at = toInstant(gateway.now())
      await createArticle(database, {
        id,
        title,
        summary: summary ?? null,
        body,
        tags: request.body.tags ?? [],
        project_id: await namedProject(gateway, request.body.projectId),
        external_id: request.body.externalId ?? null,
        created_at: at,
        updated_at: at,
      }).catch(externalIdTaken)
      const row = await existingArticle(gateway, id)
      return reply
        .code(201)
        .headers({ location: `/api/v1/articles/${id}`, etag: etagOf(row.version) })
        .send(await toArticleDetail(row, database))
    },
  })
  app.route({
    method: 'GET',
    url: '/articles',
    schema: {
      operationId: 'listArticles',
      summary: 'The articles, without their bodies',
      tags,
      querystring: query,
      response: { 200: listOf(article) },
    },
    handler: async (request) => {
      const { limit, cursor, ...filter } = request.query
      const page = pageOf({ limit, cursor }, ids.article)
      return pageResponse(await listArticles(database, { ...page, ...filter }), toArticle)
    },
  })
  app.route({
    method: 'GET',
    url: '/articles/:id',
    schema: {
      operationId: 'getArticle',
      summary: 'An article and its latest runs',
      tags,
      params: idParam(ids.article),
      response: { 200: articleDetail },
    },
    handler: async (request, reply) => {
      const row = await existingArticle(gateway, request.params.id)
      return reply.header('etag', etagOf(row.version)).send(await toArticleDetail(row, database))
    },
  })
}

export async function existingArticle({ database }: Gateway, id: ArticleId): Promise<ArticleRow> {
  const row = await findArticle(database, id)
  if (!row) throw new Problem('article-not-found')
  return row
}

export function externalIdTaken(cause: unknown): never {
  if (violatedConstraint(cause) === 'articles_external_id')
    throw new Problem('external-id-taken', { cause })
  throw cause
}
