import { z } from 'zod'
import { apiKeyOf, idParam, ids, operation, streamed } from '../api/index.ts'
import { Problem } from '../problems/problem.ts'
import { projectOfRun } from './require-run.ts'

const lastEventId = z
  .string()
  .regex(/^\d{1,15}$/, 'must be the id of an event')
  .transform(Number)
  .optional()
  .meta({ type: 'string', pattern: '^\\d{1,15}$' })

const stream = z.string().describe('`snapshot`, then a `change` for each event of the run')

export const watchRun = operation({
  method: 'GET',
  path: '/runs/:id/events',
  tag: 'runs',
  summary: 'Watch a run: server-sent events, resumable by Last-Event-ID',
  longLived: true,
  params: idParam(ids.run),
  headers: z.object({ 'last-event-id': lastEventId }),
  responses: {
    200: { description: 'The stream', content: { 'text/event-stream': { schema: stream } } },
  },
  handler: async (gateway, request) => {
    const runId = request.params.id
    if (!gateway.live.hasRoom())
      throw new Problem('gateway-busy', { headers: { 'retry-after': '5' } })
    await projectOfRun(gateway, runId)
    const after = request.headers['last-event-id']
    const apiKeyId = apiKeyOf(request).id
    return streamed((response) => gateway.live.watch({ runId, after, apiKeyId }, response))
  },
})
