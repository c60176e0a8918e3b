import { z } from 'zod'
import { created, ids, operation } from '../api/index.ts'
import { content, runOptions, scheduledAtNote } from './options.ts'
import { runDetail } from './schema.ts'
import { readRunAccounts, writeRun } from './write-run.ts'

export const publish = operation({
  method: 'POST',
  path: '/publish',
  tag: 'runs',
  summary: 'Publish content to accounts, without keeping an article',
  description: scheduledAtNote,
  idempotency: { readBeside: readRunAccounts },
  body: z.strictObject({ projectId: ids.project.optional(), content, ...runOptions }),
  responses: { 201: runDetail },
  handler: async (gateway, request) => {
    const run = await writeRun(gateway, request, { ...request.body, start: true })
    return created(`/runs/${run.id}`, run)
  },
})
