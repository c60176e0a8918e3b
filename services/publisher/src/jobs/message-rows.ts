import type { Message } from '@pressrun/bus'
import type { TaskId } from '@pressrun/events'
import type { JobRow } from './job-row.ts'
import { readClearJobs, type ClearJobsOptions } from './read-clear-jobs.ts'

export type MessageRowsOptions = ClearJobsOptions & { readonly now: () => number }

/** So long what was read for a message that was handed out for the first time is how it is. */
const countsForMs = 5_000

/**
 * The rows of a message's jobs, each as it is when its job begins. Those of all are read when the first
 * begins, and once more for those that have to wait for their turn. From the second delivery on somebody else
 * may be at it, and each is read by itself.
 */
export function messageRows(
  { events, delivery }: Pick<Message, 'events' | 'delivery'>,
  options: MessageRowsOptions,
): (taskId: TaskId) => Promise<JobRow | undefined | 'restored'> {
  const all = events.map(({ streamId }) => streamId as TaskId)
  let rows: ReturnType<typeof readClearJobs> | undefined
  let readAtMs = -Infinity
  const readAll = () => {
    const now = options.now()
    if (rows && now - readAtMs < countsForMs) return rows
    readAtMs = now
    return (rows = readClearJobs(all, options))
  }
  return async (taskId) => {
    const read = await (delivery.number === 1 ? readAll() : readClearJobs([taskId], options))
    return read === 'restored' ? read : read.get(taskId)
  }
}
