import { listenForWakeUps, type NatsConnection } from '@pressrun/bus'
import type { AccountId, RunId } from '@pressrun/events'

/** What may let a task go out: a run that starts or no longer stands in the way, an account that is free. */
const wakingSubjects = [
  'pressrun.events.run.RunStarted',
  'pressrun.events.run.RunResumed',
  'pressrun.events.run.RunPaused',
  'pressrun.events.run.RunCancelled',
  'pressrun.events.run.RunRescheduled',
  'pressrun.events.account.*',
  'pressrun.events.task.TaskPublished',
  'pressrun.events.task.TaskAttemptFailed',
  'pressrun.events.task.TaskUnconfirmed',
  'pressrun.events.task.TaskStillUnconfirmed',
  'pressrun.events.task.TaskHeld',
  'pressrun.events.task.TaskReleased',
  'pressrun.events.task.TaskRetryRequested',
  'pressrun.events.task.TaskCancelled',
  'pressrun.events.task.TaskRescheduled',
  'pressrun.events.schedule.*',
]

/** Whose events they were: a full parse of each only for that would be waste. */
const runIdPattern = /"(?:runId|stream)":"(run_[0-9a-z]+)"/g
const accountIdPattern = /"stream":"(account_[0-9a-z]+)"/g

/** What something has happened to, as far as that is of interest. */
export type Touched = {
  readonly runIds?: readonly RunId[]
  readonly accountIds?: readonly AccountId[]
  readonly schedule?: true
  /** It is, or still is, unconfirmed: somebody has to look for it. */
  readonly unconfirmed?: true
}

/**
 * Calls `wake` for whatever may have changed what is ready, with what its events are about, and `missed`
 * when some of it may not have been heard.
 */
export function wakeUps(
  connection: NatsConnection,
  wake: (touched: Touched) => void,
  missed: () => void,
): { stop: () => void } {
  const decoder = new TextDecoder()
  return listenForWakeUps(connection, wakingSubjects, {
    wake: (subject, payload) => wake(touchedBy(subject, () => decoder.decode(payload))),
    missed,
  })
}

function touchedBy(subject: string, text: () => string): Touched {
  // While a run was paused the last of its tasks may have ended; the others begin or end by themselves.
  if (subject.includes('.run.') && !subject.endsWith('RunResumed')) return {}
  if (subject.includes('.schedule.')) return { schedule: true }
  const unconfirmed = subject.endsWith('Unconfirmed') ? { unconfirmed: true as const } : {}
  const payload = text()
  const runIds = idsIn<RunId>(payload, runIdPattern)
  if (runIds.length > 0) return { runIds, ...unconfirmed }
  return { accountIds: idsIn<AccountId>(payload, accountIdPattern) }
}

const idsIn = <Id extends string>(payload: string, pattern: RegExp): Id[] => [
  ...new Set(Array.from(payload.matchAll(pattern), ([, id]) => id as Id)),
]
