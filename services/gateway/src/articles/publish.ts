import { articleContent } from '@pressrun/db'
import { z } from 'zod'
import { created, idParam, ids, operation } from '../api/index.ts'
import { runOptions, scheduledAtNote } from '../runs/options.ts'
import { runDetail } from '../runs/schema.ts'
import { readRunAccounts, writeRun } from '../runs/write-run.ts'
import { requireArticle } from './require-article.ts'

export const publishArticle = operation({
  method: 'POST',
  path: '/articles/:id/publish',
  tag: 'runs',
  summary: 'Publish an article to accounts',
  description: scheduledAtNote,
  idempotency: { readBeside: readRunAccounts },
  params: idParam(ids.article),
  body: z.strictObject(runOptions),
  responses: { 201: runDetail },
  handler: async (gateway, request) => {
    const row = await requireArticle(gateway, request.params.id)
    const run = await writeRun(gateway, request, {
      ...request.body,
      content: articleContent(row),
      articleId: row.id,
      projectId: row.projectId,
      start: true,
    })
    return created(`/runs/${run.id}`, run)
  },
})
