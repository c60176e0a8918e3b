import type { ApiClient } from '../../api/api-client.ts'
import { describeCounts, isOver, tasksOf, type Run } from '../../api/run.ts'
import { exitCodeOf, waitsForPerson } from '../../api/waits-for-person.ts'
import { watchRun } from '../../api/watch-run.ts'
import { stopSignal } from '../../up/stop-signals.ts'
import { visible } from '../../visible.ts'
import { createWaitExplainer } from './explain-waits.ts'
import { createProgress } from './progress.ts'

const linksShownMax = 20

/** The exit code of shells for an interrupted command. */
const interruptedExitCode = 130

/**
 * Shows a run until its end, or until only a person can go on. The exit code is 0 when every task was published, 3
 * when the rest waits for a person, else 1.
 */
export async function watchToEnd(api: ApiClient, runId: string): Promise<void> {
  const run = await watch(api, runId)
  if (run === undefined) {
    process.stdout.write(`no longer watching; the run goes on: npx pressrun run show ${runId}\n`)
    process.exitCode = interruptedExitCode
    return
  }
  for (const task of await tasksOf(api, run, linksShownMax)) {
    const error = task.error ? `${task.error.message} (${task.error.code})` : ''
    process.stdout.write(`  ${visible(`${task.status} ${task.platform} ${task.url ?? error}`)}\n`)
  }
  process.exitCode = await exitCodeOf(api, run)
  if (process.exitCode === 0) return
  const what = isOver(run) ? 'not everything was published' : 'only a person can go on'
  const more = isOver(run) ? '' : `; see npx pressrun run show ${runId}`
  process.stderr.write(`pressrun: ${what}: ${describeCounts(run)}${more}\n`)
}

/** The final state of the run; undefined when interrupted before that. */
async function watch(api: ApiClient, runId: string): Promise<Run | undefined> {
  const interrupted = stopSignal(() => process.exit(interruptedExitCode))
  const progress = createProgress(process.stdout)
  const explain = createWaitExplainer(api, progress.say)
  let lastCounts = ''
  const poll = async (run: Run): Promise<'enough' | undefined> => {
    progress.show(run)
    await explain(run)
    // Of a large run the tasks are requested only when nothing moves.
    const isStill = run.tasks ? true : describeCounts(run) === lastCounts
    lastCounts = describeCounts(run)
    return isStill && (await waitsForPerson(api, run)) ? 'enough' : undefined
  }
  try {
    return await watchRun(api, runId, poll, interrupted)
  } catch (error) {
    if (!interrupted.aborted) throw error
    return undefined
  } finally {
    progress.end()
  }
}
