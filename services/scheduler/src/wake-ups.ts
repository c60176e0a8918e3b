import { listenForWakeUps, type NatsConnection } from '@pressrun/bus'
import type { RunId } from '@pressrun/events'

/** What may let a task go out: a run that starts or goes on, an account that is free again. */
const wakingSubjects = [
  'pressrun.events.run.RunStarted',
  'pressrun.events.run.RunResumed',
  'pressrun.events.account.*',
  'pressrun.events.task.TaskPublished',
  'pressrun.events.task.TaskAttemptFailed',
  'pressrun.events.task.TaskUnconfirmed',
  'pressrun.events.task.TaskHeld',
  'pressrun.events.task.TaskReleased',
  'pressrun.events.task.TaskRetryRequested',
  'pressrun.events.task.TaskCancelled',
]

/** Events of tasks name their run; a full parse of each only for that would be waste. */
const runIdPattern = /"runId":"(run_[0-9a-z]+)"/

/** Calls `wake` for whatever may have changed what is ready, with the run a task's event is about. */
export function wakeUps(
  connection: NatsConnection,
  wake: (runId: RunId | undefined) => void,
): { stop: () => void } {
  const decoder = new TextDecoder()
  return listenForWakeUps(connection, wakingSubjects, (subject, payload) => {
    const about = subject.includes('.task.') ? runIdPattern.exec(decoder.decode(payload)) : null
    wake(about?.[1] as RunId | undefined)
  })
}
