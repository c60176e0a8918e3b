import { emptyBody, execute, idParam, ids, metaOf, ok, operation } from '../api/index.ts'
import { projectOfRun, requireRun } from './require-run.ts'
import { runResponse } from './response.ts'
import { runDetail } from './schema.ts'

export const resumeRun = operation({
  method: 'POST',
  path: '/runs/:id/resume',
  tag: 'runs',
  summary: 'Resume a run',
  params: idParam(ids.run),
  body: emptyBody,
  responses: { 200: runDetail },
  handler: async (gateway, request) => {
    const runId = request.params.id
    const meta = metaOf(request, await projectOfRun(gateway, runId))
    await execute(gateway, { command: { type: 'ResumeRun', runId }, meta })
    return ok(await runResponse(gateway, await requireRun(gateway, runId)))
  },
})
