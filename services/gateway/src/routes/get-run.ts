import { runAnswer } from '../answers/run.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { existingRun } from '../runs/create-run.ts'
import { idParam, ids } from '../api/ids.ts'
import { runDetail } from '../schemas/run.ts'

export function getRun(app: App, gateway: Gateway): void {
  app.route({
    method: 'GET',
    url: '/runs/:id',
    schema: {
      operationId: 'getRun',
      summary: 'A run, its counts and its tasks',
      tags: ['runs'],
      params: idParam(ids.run),
      response: { 200: runDetail },
    },
    handler: async (request) => runAnswer(gateway, await existingRun(gateway, request.params.id)),
  })
}
