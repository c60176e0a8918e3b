import { laneStates, listLanes as list, type LaneRow } from '@pressrun/queries'
import { toInstant } from '@pressrun/events'
import { z } from 'zod'
import { ids, listOf, ok, operation, pageOf, pageQuery, pageResponse } from '../api/index.ts'
import { lane } from './schema.ts'

export const listLanes = operation({
  method: 'GET',
  path: '/lanes',
  tag: 'lanes',
  summary: 'The lanes with tasks in them, newest accounts first',
  query: z.strictObject({
    ...pageQuery,
    state: z.enum(laneStates).optional(),
    platform: z.string().max(50).optional(),
    projectId: ids.project.optional(),
  }),
  responses: { 200: listOf(lane) },
  handler: async ({ database, now }, { query }) => {
    const page = { ...pageOf(query, ids.account), now: toInstant(now()) }
    return ok(pageResponse(await list(database, page), toLane))
  },
})

const toLane = (row: LaneRow) => ({
  accountId: row.id,
  projectId: row.projectId,
  platform: row.platform,
  name: row.name,
  limits: row.limits,
  state: row.state,
  depth: row.depth,
  inFlight: row.inFlight,
  reason: row.reason,
  nextEligibleAt: row.nextAt,
  lastDispatchedAt: row.lastAt,
})
