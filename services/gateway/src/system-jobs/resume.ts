import { emptyBody, ok, operation } from '../api/index.ts'
import { changeJob } from './change-job.ts'
import { toSystemJob } from './response.ts'
import { systemJob, systemJobParams } from './schema.ts'

export const resumeSystemJob = operation({
  method: 'POST',
  path: '/system-jobs/:id/resume',
  tag: 'system jobs',
  summary: 'Resume a system job; for an active one, recalculate when it is next due',
  params: systemJobParams,
  body: emptyBody,
  responses: { 200: systemJob },
  handler: async (gateway, { params }) => {
    const row = await changeJob(gateway, params.id, { status: 'active' })
    return ok(toSystemJob(row, gateway.now()))
  },
})
