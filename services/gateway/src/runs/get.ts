import { idParam, ids, ok, operation } from '../api/index.ts'
import { requireRun } from './require-run.ts'
import { runResponse } from './response.ts'
import { runDetail } from './schema.ts'

export const getRun = operation({
  method: 'GET',
  path: '/runs/:id',
  tag: 'runs',
  summary: 'A run, its counts and its tasks',
  params: idParam(ids.run),
  responses: { 200: runDetail },
  handler: async (gateway, { params }) =>
    ok(await runResponse(gateway, await requireRun(gateway, params.id))),
})
