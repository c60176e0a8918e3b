import type { ApiClient } from '../../api/api-client.ts'
import { describeCounts, tasksOf, taskTotal, type Run } from '../../api/run.ts'
import { watchRun } from '../../api/watch-run.ts'
import { stopSignal } from '../../up/stop-signals.ts'
import { createWaitExplainer } from './explain-waits.ts'
import { createProgress } from './progress.ts'

const linksShownMax = 20

/** What shells give for a command that was interrupted. */
const interruptedExitCode = 130

/** Shows a run until its end; the exit code is 0 only when every task was published. */
export async function watchToEnd(api: ApiClient, runId: string): Promise<void> {
  const run = await watch(api, runId)
  if (run === undefined) {
    process.stdout.write(`no longer watching; the run goes on: npx pressrun run show ${runId}\n`)
    process.exitCode = interruptedExitCode
    return
  }
  for (const task of await tasksOf(api, run, linksShownMax)) {
    const error = task.error ? `${task.error.message} (${task.error.code})` : ''
    process.stdout.write(`  ${task.status} ${task.platform} ${task.url ?? error}\n`)
  }
  if (run.counts.published === taskTotal(run)) return
  process.stderr.write(`pressrun: not everything was published: ${describeCounts(run)}\n`)
  process.exitCode = 1
}

/** The run as it ended; undefined when somebody interrupted before that. */
async function watch(api: ApiClient, runId: string): Promise<Run | undefined> {
  const interrupted = stopSignal(() => process.exit(interruptedExitCode))
  const progress = createProgress(process.stdout)
  const explain = createWaitExplainer(api, progress.say)
  const look = async (run: Run): Promise<void> => {
    progress.show(run)
    await explain(run)
  }
  try {
    return await watchRun(api, runId, look, interrupted)
  } catch (error) {
    if (!interrupted.aborted) throw error
    return undefined
  } finally {
    progress.end()
  }
}
