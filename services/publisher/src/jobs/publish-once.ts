import { createHash } from 'node:crypto'
import type { Handle } from '@pressrun/db'
import {
  repeatIsHarmless,
  type CommitOutcome,
  type EventMeta,
  type TaskState,
} from '@pressrun/events'
import type { Connector, Prepared, PrepareOutcome, PublishJob, Tools } from '@pressrun/platforms'
import { withinDeadline } from './deadline.ts'

export type PublishOnceOptions = {
  readonly handle: Handle
  readonly tools: Tools
  /** For each of the two steps, preparing and committing. */
  readonly deadlineMs: number
}

const repeatable = new Set(['key', 'deterministic-id'])

/**
 * One attempt: prepare, put the intent on record, commit. For classes whose repeat is harmless the
 * due job itself is the intent. An intent that is on record already means that an earlier try of
 * this attempt got past it and died: what it did cannot be known here.
 */
export async function publishOnce(
  connector: Connector,
  job: Omit<PublishJob, 'signal'>,
  task: TaskState,
  meta: EventMeta,
  options: PublishOnceOptions,
): Promise<CommitOutcome> {
  if (task.intent) return interrupted
  const { handle, tools, deadlineMs } = options
  if (task.inDoubt && !stillHarmless(connector, task, tools.now())) return windowPassed
  const prepared = await withinDeadline(deadlineMs, (signal) =>
    connector.prepare({ ...job, signal }, tools).catch(() => faulty),
  )
  if (prepared.outcome !== 'prepared') return nothingSent(prepared)
  if (!repeatable.has(connector.class)) {
    const recorded = await recordIntent(job, prepared, meta, handle).catch(() => undefined)
    if (recorded === undefined) return withoutIntent
    if (!recorded) return interrupted
  }
  return withinDeadline(deadlineMs, (signal) =>
    connector.commit({ ...job, signal }, prepared, tools),
  )
}

/** A platform forgets keys; what waited past that (for a limit, a pause) must not go out again. */
function stillHarmless(connector: Connector, task: TaskState, now: Date): boolean {
  const since = now.getTime() - Date.parse(task.firstAttemptAt ?? now.toISOString())
  return repeatIsHarmless(connector, since)
}

/** Preparing shows nothing: whatever became of it, nothing was published. */
const nothingSent = (outcome: Exclude<PrepareOutcome, Prepared>): CommitOutcome =>
  outcome.outcome === 'unknown' ? { ...outcome, outcome: 'not-sent' } : outcome

/** False when another publisher has put its intent on record first. */
async function recordIntent(
  { taskId, attempt }: Omit<PublishJob, 'signal'>,
  { payload, token }: Prepared,
  meta: EventMeta,
  handle: Handle,
): Promise<boolean> {
  const payloadHash = createHash('sha256').update(payload).digest('hex')
  const command = { type: 'StartAttempt', taskId, attempt, payloadHash, token } as const
  return (await handle({ command, meta })).kind === 'events'
}

/** Nothing was shown yet, and the same would happen again: a person has to look. */
const faulty = {
  outcome: 'rejected',
  code: 'connector-fault',
  message: 'The connector failed while it prepared the post.',
} as const

/** Whether the intent was committed or not, no byte left after it. */
const withoutIntent = {
  outcome: 'not-sent',
  code: 'intent-not-recorded',
  message: 'The intent could not be put on record, so nothing was sent.',
} as const

const windowPassed = {
  outcome: 'unknown',
  code: 'key-window-passed',
  message: 'An earlier attempt may be visible, and the platform no longer knows its key.',
} as const

const interrupted = {
  outcome: 'unknown',
  code: 'interrupted',
  message: 'The publisher was interrupted after it began to send.',
} as const
