import { laneStates, listLanes, type LaneRow } from '@pressrun/db/queries'
import { blockReasons, toInstant } from '@pressrun/events'
import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { limits } from '../schemas/account.ts'
import { ids } from '../api/ids.ts'
import { pageResponse, listOf, pageOf, pageQuery } from '../api/pages.ts'

const lane = z.object({
  accountId: ids.account,
  projectId: ids.project,
  platform: z.string(),
  name: z.string(),
  limits,
  state: z.enum(laneStates),
  depth: z.int().describe('tasks waiting in it: queued, or held with the account'),
  inFlight: z.int(),
  reason: z
    .enum(blockReasons)
    .nullable()
    .describe('why no task goes out now; null when nothing prevents it'),
  nextEligibleAt: z.iso
    .datetime()
    .nullable()
    .describe('when the next task may go out; null when that depends on something other than time'),
  lastDispatchedAt: z.iso.datetime().nullable(),
})

const query = z.strictObject({
  ...pageQuery,
  state: z.enum(laneStates).optional(),
  platform: z.string().max(50).optional(),
  projectId: ids.project.optional(),
})

export function lanes(app: App, { database, now }: Gateway): void {
  app.route({
    method: 'GET',
    url: '/lanes',
    schema: {
      operationId: 'listLanes',
      summary: 'The lanes with tasks in them, newest accounts first',
      tags: ['lanes'],
      querystring: query,
      response: { 200: listOf(lane) },
    },
    handler: async (request) => {
      const { limit, cursor, ...filter } = request.query
      const page = pageOf({ limit, cursor }, ids.account)
      const found = await listLanes(database, { ...page, ...filter, now: toInstant(now()) })
      return pageResponse(found, toLane)
    },
  })
}

const toLane = (row: LaneRow) => ({
  accountId: row.id,
  projectId: row.project_id,
  platform: row.platform,
  name: row.name,
  limits: row.limits,
  state: row.state,
  depth: row.depth,
  inFlight: row.in_flight,
  reason: row.reason,
  nextEligibleAt: row.next_at,
  lastDispatchedAt: row.last_at,
})
