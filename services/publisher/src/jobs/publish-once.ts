import { createHash } from 'node:crypto'
import {
  checksFirst,
  repeatIsHarmless,
  sinceFirstAttemptMs,
  type CommitOutcome,
  type EventMeta,
  type Idempotency,
  type TaskState,
  ownProblem,
} from '@pressrun/events'
import type { Connector, Prepared, PrepareOutcome, PublishJob, Tools } from '@pressrun/platforms'
import { checkedOutcome, checkedPreparation } from './checked.ts'
import type { Deadline } from './deadline.ts'
import { lookUp, outcomeOfLookUp } from './look-up.ts'
import { isForLackOfMachine, machineExhausted } from './machine-exhausted.ts'
import type { Publisher } from './publisher.ts'

/** What one attempt works with. */
export type Attempt = {
  readonly connector: Connector
  readonly idempotency: Idempotency
  readonly job: Omit<PublishJob, 'signal'>
  readonly task: TaskState
  readonly meta: EventMeta
  readonly deadline: Deadline
}

export type Attempted = {
  readonly outcome: CommitOutcome
  /** It checked for what earlier attempts had left before it sent anything: nothing was found. */
  readonly foundAbsent?: true
}

/** For these the due job itself is the intent: a publisher that gets it again may do the same again. */
export const dueJobIsIntent: ReadonlySet<string> = new Set(['key', 'deterministic-id'])

/**
 * One attempt: check whether an earlier one may be visible, prepare, put the intent on record, commit. Returns `taken`
 * when another publisher has put its intent on record: then that one sends, or has sent.
 */
export async function publishOnce(
  attempt: Attempt,
  publisher: Publisher,
): Promise<Attempted | 'taken'> {
  const { task, idempotency } = attempt
  if (task.intent) return 'taken'
  if (publisher.passing) await publisher.passing('begun', task)
  const since = sinceFirstAttemptMs(task, publisher.tools.now().getTime())
  if (!task.inDoubt || repeatIsHarmless(idempotency, since)) return send(attempt, publisher)
  // What waited past the window (for a limit, a pause) must not go out again unchecked.
  if (!checksFirst(idempotency, since)) return { outcome: cannotBeKnown }
  const seen = outcomeOfLookUp(
    await lookUp(attempt.connector, attempt.job, attempt.deadline, publisher),
  )
  if (seen) return { outcome: seen }
  const sent = await send(attempt, publisher)
  return sent === 'taken' ? sent : { ...sent, foundAbsent: true }
}

async function send(attempt: Attempt, publisher: Publisher): Promise<Attempted | 'taken'> {
  const { connector, job, task, deadline } = attempt
  const { tools, passing } = publisher
  const prepared = checkedPreparation(
    await deadline.step((signal) => prepare(connector, { ...job, signal }, tools)),
    job.credentials,
  )
  if (prepared.outcome !== 'prepared') return { outcome: nothingSent(prepared) }
  if (passing) await passing('prepared', task)
  const intendedAt = tools.now().getTime()
  if (!dueJobIsIntent.has(attempt.idempotency.class)) {
    const recorded = await recordIntent(attempt, prepared, publisher).catch(() => undefined)
    if (recorded === undefined) return { outcome: withoutIntent }
    if (!recorded) return 'taken'
  }
  if (passing) await passing('intended', task)
  if (tools.now().getTime() - intendedAt > intentKeptMs) return { outcome: stoppedTooLong }
  const outcome = await deadline.step((signal) =>
    connector.commit({ ...job, signal }, prepared, tools),
  )
  return { outcome: checkedOutcome(outcome, job.credentials) }
}

/**
 * Throwing before anything is visible is a fault that would come again, unless this machine could not open a thread or
 * a file.
 */
async function prepare(connector: Connector, job: PublishJob, tools: Tools) {
  try {
    return await connector.prepare(job, tools)
  } catch (cause) {
    return isForLackOfMachine(cause) ? machineExhausted : faulty
  }
}

/**
 * A publisher that stalled between its intent and its first byte does not send when it resumes: by then others may have
 * given it up, checked for the post and found nothing.
 */
const intentKeptMs = 8_000

/** Preparing shows nothing: however it ended, nothing was published, though a draft may still come. */
const nothingSent = (outcome: Exclude<PrepareOutcome, Prepared>): CommitOutcome =>
  outcome.outcome === 'unknown' ? { ...outcome, outcome: 'not-sent', settling: true } : outcome

/** False when another publisher has put its intent on record first. */
async function recordIntent(
  { task, meta }: Attempt,
  { payload, token }: Prepared,
  { handle, owners }: Publisher,
): Promise<boolean> {
  await owners.announce()
  const owner = owners.ownId
  const payloadHash = createHash('sha256').update(payload).digest('hex')
  const { id: taskId, attempt } = task
  const command = { type: 'StartAttempt', taskId, attempt, payloadHash, token, owner } as const
  return (await handle({ command, meta })).kind === 'events'
}

/** Nothing is visible, and the same would happen again: a person has to act. */
const faulty = {
  outcome: 'rejected',
  code: ownProblem.connectorFault,
  message: 'The connector failed while it prepared the post.',
} as const

/** Whether the intent was committed or not, no byte left after it. */
const withoutIntent = {
  outcome: 'not-sent',
  code: ownProblem.intentNotRecorded,
  message: 'The intent could not be put on record, so nothing was sent.',
} as const

const stoppedTooLong = {
  outcome: 'not-sent',
  code: ownProblem.stoppedTooLong,
  message: 'The publisher was stopped before it sent anything.',
} as const

const cannotBeKnown = {
  outcome: 'unknown',
  code: ownProblem.cannotBeKnown,
  message: 'An earlier attempt may be visible, and the platform can no longer tell.',
} as const
