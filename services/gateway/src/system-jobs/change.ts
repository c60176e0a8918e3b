import { etag, expectedVersion, ifMatch, ok, operation } from '../api/index.ts'
import { changeJob } from './change-job.ts'
import { toSystemJob } from './response.ts'
import { systemJob, systemJobChange, systemJobParams } from './schema.ts'

export const changeSystemJob = operation({
  method: 'PATCH',
  path: '/system-jobs/:id',
  tag: 'system jobs',
  summary: 'Change when a system job is due',
  description:
    'A changed `cron` or `timeZone` applies from now on. Repeating the current values changes nothing.',
  params: systemJobParams,
  headers: ifMatch,
  body: systemJobChange,
  responses: { 200: systemJob },
  handler: async (gateway, { params, headers, body }) => {
    const row = await changeJob(gateway, params.id, body, expectedVersion(headers['if-match']))
    return ok(toSystemJob(row, gateway.now()), etag(row))
  },
})
