import type { Handled } from '@pressrun/db'
import { listStatusesOfRun } from '@pressrun/queries'
import type { EventMeta, RunId } from '@pressrun/events'
import { z } from 'zod'
import { emptyBody, execute, idParam, ids, metaOf, ok, operation } from '../api/index.ts'
import type { Gateway } from '../gateway.ts'
import { projectOfRun } from './require-run.ts'

const cancelledTask = z.object({ taskId: ids.task, result: z.enum(['cancelled', 'too-late']) })

export const cancelRun = operation({
  method: 'POST',
  path: '/runs/:id/cancel',
  tag: 'runs',
  summary: 'Abandon what has not gone out yet',
  params: idParam(ids.run),
  body: emptyBody,
  responses: { 200: z.object({ runId: ids.run, tasks: z.array(cancelledTask) }) },
  handler: async (gateway, request) => {
    const runId = request.params.id
    const meta = metaOf(request, await projectOfRun(gateway, runId))
    await execute(gateway, { command: { type: 'CancelRun', runId }, meta })
    return ok({ runId, tasks: await cancelTasks(gateway, runId, meta) })
  },
})

/** Cancels the tasks of a cancelled run. Tasks in flight or over are `too-late`: a result of `cancelled` is certain. */
async function cancelTasks(
  { database, handle, now }: Gateway,
  runId: RunId,
  meta: EventMeta,
): Promise<z.output<typeof cancelledTask>[]> {
  const tasks = await listStatusesOfRun(database, runId)
  return Promise.all(
    tasks.map(async ({ id: taskId, status }) => {
      if (status === 'cancelled') return { taskId, result: 'cancelled' }
      const command = { type: 'CancelTask', taskId, now: now() } as const
      const handled = await handle({ command, meta })
      return { taskId, result: wasCancelled(handled) ? 'cancelled' : 'too-late' }
    }),
  )
}

/** A task that may be visible already ends unconfirmed, which is too late. */
const wasCancelled = (handled: Handled) =>
  handled.kind === 'nothing' ||
  (handled.kind === 'events' && handled.events[0].type === 'TaskCancelled')
