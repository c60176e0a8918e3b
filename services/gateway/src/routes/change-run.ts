import { rescheduleRun } from '@pressrun/db'
import { z } from 'zod'
import { runAnswer } from '../answers/run.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf } from '../api/commands.ts'
import { refused } from '../problems/problem.ts'
import { existingRun } from '../runs/create-run.ts'
import { idParam, ids } from '../api/ids.ts'
import { momentOf, momentParam, timeZoneParam } from '../api/moment.ts'
import { runDetail } from '../schemas/run.ts'
import { etagOf, expectedVersion as versionOf, ifMatch } from '../api/versions.ts'

const body = z.strictObject({
  scheduledAt: momentParam,
  timeZone: timeZoneParam
    .optional()
    .describe('the zone the time was chosen in; if absent the run keeps its own'),
})

const changed = runDetail.extend({
  rescheduled: z
    .array(z.object({ taskId: ids.task, result: z.enum(['moved', 'too-late']) }))
    .describe('`too-late`: the task is in progress, may be visible, or is over; it keeps its time'),
})

export function changeRun(app: App, gateway: Gateway): void {
  app.route({
    method: 'PATCH',
    url: '/runs/:id',
    schema: {
      operationId: 'rescheduleRun',
      summary: 'Reschedule the tasks of a run that have not gone out',
      description:
        'A moved task never goes out at its old time. A time in the past means now. A local time without `timeZone` is in the zone of the run.',
      tags: ['runs'],
      params: idParam(ids.run),
      headers: ifMatch,
      body,
      response: { 200: changed },
    },
    handler: async (request, reply) => {
      const runId = request.params.id
      const { run: before } = await existingRun(gateway, runId)
      const meta = metaOf(request, before.project_id)
      const { scheduledAt, timeZone = before.time_zone ?? undefined } = request.body
      const expectedVersion = versionOf(request.headers['if-match'])
      const { at, wallTime } = momentOf(scheduledAt, timeZone, 'scheduledAt')
      const moved = await rescheduleRun(
        { pool: gateway.database.pool, now: gateway.now },
        { type: 'RescheduleRun', runId, scheduledAt: at, timeZone, wallTime, expectedVersion },
        meta,
      )
      if (moved.kind === 'refused') throw refused(moved.reason)
      const run = await existingRun(gateway, runId)
      return reply
        .header('etag', etagOf(run.run.version))
        .send({ ...(await runAnswer(gateway, run)), rescheduled: [...moved.tasks] })
    },
  })
}
