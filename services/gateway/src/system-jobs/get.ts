import { etag, ok, operation } from '../api/index.ts'
import { requireJob } from './require-job.ts'
import { toSystemJob } from './response.ts'
import { systemJob, systemJobParams } from './schema.ts'

export const getSystemJob = operation({
  method: 'GET',
  path: '/system-jobs/:id',
  tag: 'system jobs',
  summary: 'A system job and its latest result',
  params: systemJobParams,
  responses: { 200: systemJob },
  handler: async (gateway, { params }) => {
    const row = await requireJob(gateway, params.id)
    return ok(toSystemJob(row, gateway.now()), etag(row))
  },
})
