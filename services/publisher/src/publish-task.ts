import {
  done,
  giveUp,
  retry,
  type Delivery,
  type Reaction,
  type ReactionOutcome,
} from '@pressrun/bus'
import { isDatabaseFault, type Handle, type LogGuard } from '@pressrun/db'
import {
  defaultRetryPolicy,
  type RecordedEvent,
  type RetryPolicy,
  type TaskId,
} from '@pressrun/events'
import { traced } from '@pressrun/runtime'
import { AbandonedWait } from './jobs/await-owner.ts'
import type { Beginnings } from './jobs/beginnings.ts'
import type { JobRow } from './jobs/job-row.ts'
import { metaOf } from './jobs/meta.ts'
import { onlyOnce } from './jobs/only-once.ts'
import { readClearJob } from './jobs/read-clear-job.ts'
import { outcomeOfBoth, perhapsSentBefore } from './jobs/sent-before.ts'
import { tellAccount, type Telling } from './jobs/tell-account.ts'
import { tryOnce, type TryOnceOptions } from './jobs/try-once.ts'
import { waitingForDatabase } from './jobs/waiting-for-database.ts'

export type PublishTaskOptions = TryOnceOptions & {
  readonly beginnings: Beginnings
  readonly guard: LogGuard
  readonly random: () => number
  readonly policy?: RetryPolicy
  readonly onHeld: Telling['onHeld']
  readonly onOutcome: (platform: string, outcome: string, durationMs: number) => void
}

/** A job whose publisher is asked to end before it could begin goes to the next one. */
const handedBackMs = 100

/** While the database is one that was restored nothing goes out: a person has to accept that first. */
const restoredMs = 5_000

/**
 * The reaction to a due job. Expect it twice: whatever is not "this attempt, still running" in the
 * database has been dealt with, and what is under way in this process is not begun beside itself.
 * The outcome is committed alone, and nothing else that fails keeps it from that.
 */
export function publishTask(options: PublishTaskOptions): Reaction {
  const react = async (event: RecordedEvent, delivery: Delivery) => {
    if (event.type !== 'TaskDue') return giveUp(`not a due job: ${event.type}`)
    const taskId = event.streamId as TaskId
    const row = await readClearJob(taskId, options)
    if (row === 'restored') return retry(restoredMs, 'restored')
    if (row?.task.status !== 'running' || row.task.attempt !== event.data.attempt) return done
    const { traceparent } = event.meta
    return traced('publish task', { traceparent, kind: 'consumer' }, () =>
      attemptToItsEnd(row, event, delivery, options),
    )
  }
  const once = onlyOnce(attemptOf, react)
  return (event, delivery) =>
    once(event, delivery).catch((cause: unknown) => {
      if (isDatabaseFault(cause)) return retry(handedBackMs, 'database-unavailable')
      if (cause instanceof AbandonedWait) return retry(handedBackMs, 'ending')
      throw cause
    })
}

/** Not by the event: others may publish one with another id for the same attempt. */
const attemptOf = ({ streamId, data }: RecordedEvent): string =>
  'attempt' in data ? `${streamId} ${data.attempt} ${data.generation}` : streamId

/** This publisher has not died of the job, whatever else became of it. */
async function attemptToItsEnd(...given: Parameters<typeof attempt>): Promise<ReactionOutcome> {
  const [{ task }, , , { beginnings }] = given
  let end: string | undefined
  try {
    end = await attempt(...given)
    return done
  } finally {
    await beginnings.end(task.id, end === 'published')
  }
}

async function attempt(
  row: JobRow,
  event: RecordedEvent,
  delivery: Delivery,
  options: PublishTaskOptions,
): Promise<string> {
  const { task } = row
  const meta = metaOf(event)
  const { passing, signal } = options
  const startedAt = options.now()
  const tried = await tryOnce(row, event, delivery, options)
  if (tried === 'settled') return tried
  const { outcome, foundAbsent, isLast, idempotency } = tried
  const now = options.now()
  if (passing) await passing('answered', task)
  const perhapsBefore = perhapsSentBefore(task, idempotency, delivery)
  const command = {
    type: 'RecordOutcome',
    taskId: task.id,
    attempt: task.attempt,
    generation: task.generation,
    outcome: perhapsBefore ? outcomeOfBoth(outcome) : outcome,
    foundAbsent,
    isLast,
    idempotency,
    policy: options.policy ?? defaultRetryPolicy,
    startedAt,
    now,
    random: options.random(),
  } as const
  const handle: Handle = (request) => waitingForDatabase(() => options.handle(request), signal)
  if (passing) await passing('decided', task)
  // Before the outcome, which frees the lane: the next in it would be sent to who just asked for quiet.
  const telling = { handle, onHeld: options.onHeld }
  const told = await tellAccount(outcome, row, meta, telling).catch(() => 'not-yet' as const)
  await handle({ command, meta, known: task })
  if (passing) await passing('recorded', task)
  options.onOutcome(task.platform, outcome.outcome, now - startedAt)
  if (told === 'not-yet') await tellAccount(outcome, row, meta, telling)
  return outcome.outcome
}
