import { z } from 'zod'
import { runAnswer } from '../answers/run.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf, execute } from '../api/commands.ts'
import { cancelRun } from '../runs/cancel-run.ts'
import { existingRun, projectOfRun } from '../runs/create-run.ts'
import { emptyBody } from '../api/empty-body.ts'
import { idParam, ids } from '../api/ids.ts'
import { runDetail } from '../schemas/run.ts'

const tags = ['runs']
const params = idParam(ids.run)
const given = { tags, params, body: emptyBody }

const started = z.object({ runId: ids.run, alreadyRunning: z.boolean() })

const cancelled = z.object({
  runId: ids.run,
  tasks: z.array(z.object({ taskId: ids.task, result: z.enum(['cancelled', 'too-late']) })),
})

/** Starting, pausing, resuming and cancelling a run. Doing so twice changes nothing. */
export function steerRun(app: App, gateway: Gateway): void {
  app.route({
    method: 'POST',
    url: '/runs/:id/start',
    schema: {
      operationId: 'startRun',
      summary: 'Let the tasks of a run go out',
      ...given,
      response: { 202: started },
    },
    handler: async (request, reply) => {
      const runId = request.params.id
      const meta = metaOf(request, await projectOfRun(gateway, runId))
      const command = { type: 'StartRun', runId, now: gateway.now() } as const
      const begun = await execute(gateway, { command, meta })
      return reply.code(202).send({ runId, alreadyRunning: !begun })
    },
  })
  for (const [action, type] of [
    ['pause', 'PauseRun'],
    ['resume', 'ResumeRun'],
  ] as const)
    app.route({
      method: 'POST',
      url: `/runs/:id/${action}`,
      schema: {
        operationId: `${action}Run`,
        summary: `${action} a run`,
        ...given,
        response: { 200: runDetail },
      },
      handler: async (request) => {
        const runId = request.params.id
        const meta = metaOf(request, await projectOfRun(gateway, runId))
        await execute(gateway, { command: { type, runId }, meta })
        return runAnswer(gateway, await existingRun(gateway, runId))
      },
    })
  app.route({
    method: 'POST',
    url: '/runs/:id/cancel',
    schema: {
      operationId: 'cancelRun',
      summary: 'Abandon what has not gone out yet',
      ...given,
      response: { 200: cancelled },
    },
    handler: async (request) => {
      const runId = request.params.id
      const meta = metaOf(request, await projectOfRun(gateway, runId))
      await execute(gateway, { command: { type: 'CancelRun', runId }, meta })
      return { runId, tasks: await cancelRun(gateway, runId, meta) }
    },
  })
}
