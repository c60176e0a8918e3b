import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { createRun, readRunAccounts } from '../runs/create-run.ts'
import { content, runOptions, scheduledAtNote } from '../runs/order.ts'
import { ids } from '../api/ids.ts'
import { runDetail } from '../schemas/run.ts'

const body = z.strictObject({ projectId: ids.project.optional(), content, ...runOptions })

export function publish(app: App, gateway: Gateway): void {
  app.route({
    method: 'POST',
    url: '/publish',
    schema: {
      operationId: 'publish',
      summary: 'Publish content to accounts, without keeping an article',
      description: scheduledAtNote,
      tags: ['runs'],
      body,
      response: { 201: runDetail },
    },
    config: { readBeside: readRunAccounts },
    handler: async (request, reply) => {
      const run = await createRun(gateway, request, { ...request.body, start: true })
      return reply.code(201).header('location', `/api/v1/runs/${run.id}`).send(run)
    },
  })
}
