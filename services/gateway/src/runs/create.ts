import { articleContent } from '@pressrun/db'
import type { ArticleId, ProjectId } from '@pressrun/events'
import { z } from 'zod'
import { created, ids, operation } from '../api/index.ts'
import { requireArticle } from '../articles/require-article.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { content, runOptions, scheduledAtNote } from './options.ts'
import { runDetail } from './schema.ts'
import { readRunAccounts, writeRun } from './write-run.ts'

export const createRun = operation({
  method: 'POST',
  path: '/runs',
  tag: 'runs',
  summary: 'Plan a run, and start it if asked to',
  description: scheduledAtNote,
  idempotency: { readBeside: readRunAccounts },
  body: z
    .strictObject({
      projectId: ids.project.optional(),
      articleId: ids.article.optional(),
      content: content.optional(),
      ...runOptions,
      start: z.boolean().default(false),
    })
    .refine((given) => (given.articleId === undefined) !== (given.content === undefined), {
      path: ['content'],
      message: 'exactly one of articleId and content is needed',
    }),
  responses: { 201: runDetail },
  handler: async (gateway, request) => {
    const { content: given, articleId, ...options } = request.body
    const published = given
      ? { content: given, projectId: options.projectId }
      : await fromArticle(gateway, articleId as ArticleId, options.projectId)
    const run = await writeRun(gateway, request, { ...options, ...published })
    return created(`/runs/${run.id}`, run)
  },
})

/** An unknown article in a body is an error of the body: 400. */
async function fromArticle(gateway: Gateway, id: ArticleId, projectId: ProjectId | undefined) {
  const row = await requireArticle(gateway, id).catch((cause: unknown) => {
    if (!(cause instanceof Problem)) throw cause
    const { code, message } = cause
    throw new Problem(cause.code, { status: 400, details: [{ path: 'articleId', code, message }] })
  })
  if (projectId !== undefined && projectId !== row.projectId)
    throw new Problem('article-of-another-project')
  return { content: articleContent(row), articleId: row.id, projectId: row.projectId }
}
