import type { Database } from '@pressrun/db'
import { decideTask, type RetryTask, type TaskId } from '@pressrun/events'
import type { RetryRow } from '@pressrun/queries'
import { findRetrySources } from '../tasks/retry-source.ts'
import { refusalOfRetry, type RetryOptions } from '../tasks/judge-retry.ts'
import { noTally, tallied, type Tally } from './tally.ts'

/** Tasks read at once: enough to be quick, too few to delay others for long. */
const tasksAtOnce = 1_000

/** What retrying these tasks would do now, added to the tally `before`. Changes nothing. */
export async function judgeRetries(
  { pool }: Database,
  ids: readonly TaskId[],
  options: RetryOptions,
  before = noTally,
): Promise<Tally> {
  const decide = (command: RetryTask, task: RetryRow) => decideTask(command, task)
  let tally = before
  for (let from = 0; from < ids.length; from += tasksAtOnce) {
    const some = ids.slice(from, from + tasksAtOnce)
    const sources = await findRetrySources(pool, some)
    const judged = some.map((taskId) => ({
      taskId,
      refused: refusalOfRetry(sources.get(taskId), options, decide),
    }))
    tally = tallied(tally, judged)
  }
  return tally
}
