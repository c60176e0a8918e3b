import { articleContent } from '@pressrun/db'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { createRun as create, readRunAccounts } from '../runs/create-run.ts'
import { content, runOptions, scheduledAtNote } from '../runs/order.ts'
import { idParam, ids } from '../api/ids.ts'
import { runDetail } from '../schemas/run.ts'
import { existingArticle } from './articles.ts'

const body = z
  .strictObject({
    projectId: ids.project.optional(),
    articleId: ids.article.optional(),
    content: content.optional(),
    ...runOptions,
    start: z.boolean().default(false),
  })
  .refine((order) => (order.articleId === undefined) !== (order.content === undefined), {
    path: ['content'],
    message: 'exactly one of articleId and content is needed',
  })

const tags = ['runs']

/** Runs from an order of their own, and runs of an article. */
export function createRun(app: App, gateway: Gateway): void {
  app.route({
    method: 'POST',
    url: '/runs',
    schema: {
      operationId: 'createRun',
      summary: 'Plan a run, and start it if asked to',
      description: scheduledAtNote,
      tags,
      body,
      response: { 201: runDetail },
    },
    config: { readBeside: readRunAccounts },
    handler: async (request, reply) => {
      const { content: given, articleId, ...options } = request.body
      const published = given
        ? { content: given, projectId: options.projectId }
        : await fromArticle(gateway, articleId as `article_${string}`, options.projectId)
      const run = await create(gateway, request, { ...options, ...published })
      return reply.code(201).header('location', pathOf(run.id)).send(run)
    },
  })
  app.route({
    method: 'POST',
    url: '/articles/:id/publish',
    schema: {
      operationId: 'publishArticle',
      summary: 'Publish an article to accounts',
      description: scheduledAtNote,
      tags,
      params: idParam(ids.article),
      body: z.strictObject(runOptions),
      response: { 201: runDetail },
    },
    config: { readBeside: readRunAccounts },
    handler: async (request, reply) => {
      const row = await existingArticle(gateway, request.params.id)
      const run = await create(gateway, request, {
        ...request.body,
        content: articleContent(row),
        articleId: row.id,
        projectId: row.project_id,
        start: true,
      })
      return reply.code(201).header('location', pathOf(run.id)).send(run)
    },
  })
}

const pathOf = (runId: string) => `/api/v1/runs/${runId}`

/** An article that a body names wrongly is the body's mistake: 400. */
async function fromArticle(
  gateway: Gateway,
  id: `article_${string}`,
  projectId: `project_${string}` | undefined,
) {
  const row = await existingArticle(gateway, id).catch((cause: unknown) => {
    if (!(cause instanceof Problem)) throw cause
    const { code, message } = cause
    throw new Problem(cause.code, { status: 400, details: [{ path: 'articleId', code, message }] })
  })
  if (projectId !== undefined && projectId !== row.project_id)
    throw new Problem('article-of-another-project')
  return { content: articleContent(row), articleId: row.id, projectId: row.project_id }
}
