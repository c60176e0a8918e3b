import { emptyBody, ok, operation } from '../api/index.ts'
import { changeJob } from './change-job.ts'
import { toSystemJob } from './response.ts'
import { systemJob, systemJobParams } from './schema.ts'

export const pauseSystemJob = operation({
  method: 'POST',
  path: '/system-jobs/:id/pause',
  tag: 'system jobs',
  summary: 'Pause a system job',
  params: systemJobParams,
  body: emptyBody,
  responses: { 200: systemJob },
  handler: async (gateway, { params }) => {
    const row = await changeJob(gateway, params.id, { status: 'paused' })
    return ok(toSystemJob(row, gateway.now()))
  },
})
