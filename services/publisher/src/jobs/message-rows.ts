import type { Message } from '@pressrun/bus'
import type { TaskId } from '@pressrun/events'
import type { JobRow } from './job-row.ts'
import type { Publisher } from './publisher.ts'
import { readClearJobs } from './read-clear-jobs.ts'

/** How long rows read for a first delivery count as current. */
const countsForMs = 5_000

/**
 * The rows of a message's jobs, each as it is when its job begins. All are read when the first begins, and once more
 * for those that have to wait for a permit. From the second delivery on another publisher may be working on it, and
 * each is read by itself.
 */
export function messageRows(
  { events, delivery }: Pick<Message, 'events' | 'delivery'>,
  publisher: Publisher,
): (taskId: TaskId) => Promise<JobRow | undefined | 'restored'> {
  const all = events.map(({ streamId }) => streamId as TaskId)
  let rows: ReturnType<typeof readClearJobs> | undefined
  let readAtMs = -Infinity
  const readAll = () => {
    const now = publisher.now()
    if (rows && now - readAtMs < countsForMs) return rows
    readAtMs = now
    return (rows = readClearJobs(all, publisher))
  }
  return async (taskId) => {
    const read = await (delivery.number === 1 ? readAll() : readClearJobs([taskId], publisher))
    return read === 'restored' ? read : read.get(taskId)
  }
}
