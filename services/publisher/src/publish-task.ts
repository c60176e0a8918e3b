import { done, giveUp, retry, type Delivery, type Reaction } from '@pressrun/bus'
import { isDatabaseFault, type Handle } from '@pressrun/db'
import {
  defaultRetryPolicy,
  ownTrouble,
  type CommitOutcome,
  type Idempotency,
  type RecordedEvent,
  type RetryPolicy,
  type TaskId,
} from '@pressrun/events'
import type { Connector } from '@pressrun/platforms'
import { traced } from '@pressrun/runtime'
import { AbandonedWait, awaitOwner } from './jobs/await-owner.ts'
import { awaitSettling } from './jobs/await-settling.ts'
import { historyOf, type TaskHistory } from './jobs/history-of.ts'
import { idempotencyOfJob, type JobSources } from './jobs/job.ts'
import { jobOrOutcome } from './jobs/job-or-outcome.ts'
import type { JobRow } from './jobs/job-row.ts'
import { metaOf } from './jobs/meta.ts'
import { onlyOnce } from './jobs/only-once.ts'
import { publishOnce, type Attempted, type PublishOnceOptions } from './jobs/publish-once.ts'
import { outcomeOfBoth, perhapsSentBefore } from './jobs/sent-before.ts'
import { tellAccount, type Telling } from './jobs/tell-account.ts'
import { waitingForDatabase } from './jobs/waiting-for-database.ts'

export type PublishTaskOptions = PublishOnceOptions &
  JobSources &
  TaskHistory & {
    readonly readJob: (taskId: TaskId) => Promise<JobRow | undefined>
    readonly findConnector: (platform: string) => Connector | undefined
    readonly random: () => number
    readonly policy?: RetryPolicy
    readonly onHeld: Telling['onHeld']
    readonly onOutcome: (platform: string, outcome: string, durationMs: number) => void
    readonly signal: AbortSignal
  }

/** A job whose publisher is asked to end before it could begin goes to the next one. */
const handedBackMs = 100

/**
 * The reaction to a due job. Expect it twice: whatever is not "this attempt, still running" in the
 * database has been dealt with, and what is under way in this process is not begun beside itself.
 * The outcome is committed alone, and nothing else that fails keeps it from that.
 */
export function publishTask(options: PublishTaskOptions): Reaction {
  const { signal } = options
  const react = async (event: RecordedEvent, delivery: Delivery) => {
    if (event.type !== 'TaskDue') return giveUp(`not a due job: ${event.type}`)
    const taskId = event.streamId as TaskId
    const row = await waitingForDatabase(() => options.readJob(taskId), signal)
    if (row?.task.status !== 'running' || row.task.attempt !== event.data.attempt) return done
    const { traceparent } = event.meta
    return traced('publish task', { traceparent, kind: 'consumer' }, () =>
      attempt(row, event, delivery, options),
    )
  }
  const once = onlyOnce((event: RecordedEvent) => event.id, react)
  return (event, delivery) =>
    once(event, delivery).catch((cause: unknown) => {
      if (isDatabaseFault(cause)) return retry(handedBackMs, 'database-unavailable')
      if (cause instanceof AbandonedWait) return retry(handedBackMs, 'ending')
      throw cause
    })
}

async function attempt(
  row: JobRow,
  event: RecordedEvent,
  delivery: Delivery,
  options: PublishTaskOptions,
) {
  const { task } = row
  const meta = metaOf(event)
  const { passing, signal } = options
  const startedAt = options.now()
  const tried = await tryOnce(row, event, delivery, options)
  if (tried === 'settled') return done
  const { outcome, foundAbsent, idempotency } = tried
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
  return done
}

type Tried = Attempted & { readonly idempotency: Idempotency }

/** `settled`: another publisher has, meanwhile. */
async function tryOnce(
  row: JobRow,
  event: RecordedEvent,
  delivery: Delivery,
  options: PublishTaskOptions,
): Promise<Tried | 'settled'> {
  const { task } = row
  const connector = options.findConnector(task.platform)
  if (!connector) return { outcome: noConnector, idempotency: unspoken }
  const history = await historyOf(task, options)
  const job = await jobOrOutcome(row, event.position, delivery, history, options)
  if ('outcome' in job)
    return { outcome: job, idempotency: idempotencyWithoutJob(job, connector, row) }
  const idempotency = idempotencyOfJob(connector, job.settings, row)
  await awaitSettling(history, idempotency.settleMs, options)
  const attempted = { connector, idempotency, job, task, meta: metaOf(event) }
  const result = await publishOnce(attempted, options)
  if (result !== 'taken') return { ...result, idempotency }
  if ((await awaitOwner(task, options)) === 'settled') return 'settled'
  return { outcome: interrupted, idempotency }
}

/** Of an account that is another one now the platform cannot be asked: only a person can know. */
const idempotencyWithoutJob = (outcome: CommitOutcome, connector: Connector, row: JobRow) =>
  'code' in outcome && outcome.code === ownTrouble.accountChanged
    ? unspoken
    : idempotencyOfJob(connector, {}, row)

const interrupted = {
  outcome: 'unknown',
  code: ownTrouble.interrupted,
  message: 'The publisher was interrupted after it began to send.',
} as const

/** Where nobody can be asked nothing may be assumed. */
const unspoken = { class: 'none', settleMs: 0, canReconcile: false } as const

/** Nothing was sent; a lane that waits for a platform nobody speaks would wait for ever. */
const noConnector = {
  outcome: 'rejected',
  code: 'no-connector',
  message: 'This publisher does not speak to this platform.',
} as const
