import type { Handled } from '@pressrun/db'
import { listStatusesOfRun } from '@pressrun/db/queries'
import type { EventMeta, RunId, TaskId } from '@pressrun/events'
import type { Gateway } from '../gateway.ts'

export type CancelledTask = { taskId: TaskId; result: 'cancelled' | 'too-late' }

/** A task that may be visible already ends unconfirmed: then it was too late. */
const wasCancelled = (handled: Handled) =>
  handled.kind === 'nothing' ||
  (handled.kind === 'events' && handled.events[0].type === 'TaskCancelled')

/**
 * Cancels the tasks of a run that is cancelled. What is under way or over is `too-late`: an answer
 * of `cancelled` is the truth.
 */
export async function cancelRun(
  { database, handle, now }: Gateway,
  runId: RunId,
  meta: EventMeta,
): Promise<CancelledTask[]> {
  const tasks = await listStatusesOfRun(database, runId)
  return Promise.all(
    tasks.map(async ({ id: taskId, status }): Promise<CancelledTask> => {
      if (status === 'cancelled') return { taskId, result: 'cancelled' }
      const command = { type: 'CancelTask', taskId, now: now() } as const
      const handled = await handle({ command, meta })
      return { taskId, result: wasCancelled(handled) ? 'cancelled' : 'too-late' }
    }),
  )
}
