import {
  changeSystemJob,
  findSystemJob,
  listSystemJobs,
  type SystemJobChange,
  type SystemJobRow,
} from '@pressrun/db/queries'
import { toInstant } from '@pressrun/events'
import { nextInstant } from '@pressrun/time'
import { z } from 'zod'
import { toSystemJob } from '../answers/system-job.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { emptyBody } from '../api/empty-body.ts'
import { systemJob, systemJobChange } from '../schemas/system-job.ts'
import { etagOf, expectedVersion, ifMatch } from '../api/versions.ts'

const tags = ['system jobs']
const params = z.strictObject({ id: z.string().max(100) })

const summaries = {
  pause: 'Pause a system job',
  resume: 'Resume a system job; for an active one, recalculate when it is next due',
}

/** The recurring jobs of Pressrun itself, in one place. */
export function systemJobs(app: App, gateway: Gateway): void {
  const { database } = gateway
  app.route({
    method: 'GET',
    url: '/system-jobs',
    schema: {
      operationId: 'listSystemJobs',
      summary: 'The recurring jobs of Pressrun itself',
      tags,
      response: { 200: z.object({ items: z.array(systemJob), nextCursor: z.null() }) },
    },
    handler: async () => ({
      items: (await listSystemJobs(database)).map((row) => toSystemJob(row, gateway.now())),
      nextCursor: null,
    }),
  })
  app.route({
    method: 'GET',
    url: '/system-jobs/:id',
    schema: {
      operationId: 'getSystemJob',
      summary: 'A system job and its latest result',
      tags,
      params,
      response: { 200: systemJob },
    },
    handler: async (request, reply) => {
      const row = await existing(gateway, request.params.id)
      return reply.header('etag', etagOf(row.version)).send(toSystemJob(row, gateway.now()))
    },
  })
  app.route({
    method: 'PATCH',
    url: '/system-jobs/:id',
    schema: {
      operationId: 'changeSystemJob',
      summary: 'Change when a system job is due',
      description:
        'A changed `cron` or `timeZone` applies from now on. Repeating the current values changes nothing.',
      tags,
      params,
      headers: ifMatch,
      body: systemJobChange,
      response: { 200: systemJob },
    },
    handler: async (request, reply) => {
      const version = expectedVersion(request.headers['if-match'])
      const row = await change(gateway, request.params.id, request.body, version)
      return reply.header('etag', etagOf(row.version)).send(toSystemJob(row, gateway.now()))
    },
  })
  for (const [action, status] of [
    ['pause', 'paused'],
    ['resume', 'active'],
  ] as const)
    app.route({
      method: 'POST',
      url: `/system-jobs/:id/${action}`,
      schema: {
        operationId: `${action}SystemJob`,
        summary: summaries[action],
        tags,
        params,
        body: emptyBody,
        response: { 200: systemJob },
      },
      handler: async (request) =>
        toSystemJob(await change(gateway, request.params.id, { status }, undefined), gateway.now()),
    })
}

async function existing({ database }: Gateway, name: string): Promise<SystemJobRow> {
  const job = await findSystemJob(database, name)
  if (!job) throw new Problem('job-not-found')
  return job
}

/** A change applies from now on. Repeating the current values leaves the job as it is: due, if it is. */
async function change(
  gateway: Gateway,
  name: string,
  said: z.output<typeof systemJobChange> & Pick<SystemJobChange, 'status'>,
  expected: number | undefined,
): Promise<SystemJobRow> {
  const before = await existing(gateway, name)
  if (expected !== undefined && expected !== before.version) throw new Problem('version-mismatch')
  const { cron = before.cron, timeZone = before.time_zone, status = before.status } = said
  const next = nextInstant({ cron, timeZone }, gateway.now())
  const next_at = next === null ? before.next_at : toInstant(next)
  const isNew = cron !== before.cron || timeZone !== before.time_zone || status !== before.status
  // Resuming an active job corrects what a clock that was ahead has put off.
  const isSooner = said.status === 'active' && next_at < before.next_at
  if (!isNew && !isSooner) return before
  const changed = { cron, time_zone: timeZone, status, next_at }
  const row = await changeSystemJob(gateway.database, name, changed, expected)
  if (!row) throw new Problem('version-mismatch')
  return row
}
