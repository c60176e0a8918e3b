import { z } from 'zod'
import { accepted, emptyBody, execute, idParam, ids, metaOf, operation } from '../api/index.ts'
import { projectOfRun } from './require-run.ts'

export const startRun = operation({
  method: 'POST',
  path: '/runs/:id/start',
  tag: 'runs',
  summary: 'Let the tasks of a run go out',
  params: idParam(ids.run),
  body: emptyBody,
  responses: { 202: z.object({ runId: ids.run, alreadyRunning: z.boolean() }) },
  handler: async (gateway, request) => {
    const runId = request.params.id
    const meta = metaOf(request, await projectOfRun(gateway, runId))
    const command = { type: 'StartRun', runId, now: gateway.now() } as const
    const started = await execute(gateway, { command, meta })
    return accepted({ runId, alreadyRunning: !started })
  },
})
