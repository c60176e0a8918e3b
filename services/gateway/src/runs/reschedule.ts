import { rescheduleRun as reschedule } from '@pressrun/db'
import { z } from 'zod'
import {
  etag,
  expectedVersion,
  idParam,
  ids,
  ifMatch,
  metaOf,
  momentOf,
  momentParam,
  ok,
  operation,
  timeZoneParam,
} from '../api/index.ts'
import { refused } from '../problems/problem.ts'
import { requireRun } from './require-run.ts'
import { runResponse } from './response.ts'
import { runDetail } from './schema.ts'

export const rescheduleRun = operation({
  method: 'PATCH',
  path: '/runs/:id',
  tag: 'runs',
  summary: 'Reschedule the tasks of a run that have not gone out',
  description:
    'A moved task never goes out at its old time. A time in the past means now. A local time without `timeZone` is in the zone of the run.',
  params: idParam(ids.run),
  headers: ifMatch,
  body: z.strictObject({
    scheduledAt: momentParam,
    timeZone: timeZoneParam
      .optional()
      .describe('the zone the time was chosen in; if absent the run keeps its own'),
  }),
  responses: {
    200: runDetail.extend({
      rescheduled: z
        .array(z.object({ taskId: ids.task, result: z.enum(['moved', 'too-late']) }))
        .describe(
          '`too-late`: the task is in progress, may be visible, or is over; it keeps its time',
        ),
    }),
  },
  handler: async (gateway, request) => {
    const runId = request.params.id
    const { run: before } = await requireRun(gateway, runId)
    const meta = metaOf(request, before.projectId)
    const { scheduledAt, timeZone = before.timeZone ?? undefined } = request.body
    const version = expectedVersion(request.headers['if-match'])
    const { at, wallTime } = momentOf(scheduledAt, timeZone, 'scheduledAt')
    const when = { scheduledAt: at, timeZone, wallTime }
    const moved = await reschedule(
      { pool: gateway.database.pool, now: gateway.now },
      { type: 'RescheduleRun', runId, ...when, expectedVersion: version },
      meta,
    )
    if (moved.kind === 'refused') throw refused(moved.reason)
    const run = await requireRun(gateway, runId)
    const rescheduled = [...moved.tasks]
    return ok({ ...(await runResponse(gateway, run)), rescheduled }, etag(run.run))
  },
})
