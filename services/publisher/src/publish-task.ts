import { done, giveUp, retry, type Delivery, type Reaction } from '@pressrun/bus'
import { isLostConnection, type Handle } from '@pressrun/db'
import {
  defaultRetryPolicy,
  type CommitOutcome,
  type EventMeta,
  type RecordedEvent,
  type RetryPolicy,
  type TaskId,
} from '@pressrun/events'
import type { Connector } from '@pressrun/platforms'
import { traced } from '@pressrun/runtime'
import { idempotencyOfJob, jobOf, type JobSources } from './jobs/job.ts'
import type { JobRow } from './jobs/job-row.ts'
import { metaOf } from './jobs/meta.ts'
import { onlyOnce } from './jobs/only-once.ts'
import { publishOnce, type Attempted, type PublishOnceOptions } from './jobs/publish-once.ts'
import { CredentialsSealed } from './jobs/sources.ts'
import { tellAccount } from './jobs/tell-account.ts'
import { waitingForDatabase } from './jobs/waiting-for-database.ts'

export type PublishTaskOptions = PublishOnceOptions &
  JobSources & {
    readonly readJob: (taskId: TaskId) => Promise<JobRow | undefined>
    readonly findConnector: (platform: string) => Connector | undefined
    readonly random: () => number
    readonly policy?: RetryPolicy
    readonly onOutcome: (platform: string, outcome: string, durationMs: number) => void
    readonly signal: AbortSignal
  }

/** A job whose publisher is asked to end before it could begin goes to the next one. */
const handedBackMs = 100

/**
 * Publishers that may die over one job before it is taken for the cause: it would take down every
 * publisher there is, and with it what the others have to do.
 */
const deliveriesMax = 5

/**
 * The reaction to a due job. Expect it twice: whatever is not "this attempt, still running" in the
 * database has been dealt with, and what is under way in this process is not begun beside itself.
 * The outcome is committed alone and first; what else is to be said follows it.
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
      attempt(row, metaOf(event), delivery, options),
    )
  }
  const once = onlyOnce((event: RecordedEvent) => event.id, react)
  return (event, delivery) =>
    once(event, delivery).catch((cause: unknown) => {
      if (isLostConnection(cause)) return retry(handedBackMs, 'database-unavailable')
      throw cause
    })
}

async function attempt(
  row: JobRow,
  meta: EventMeta,
  delivery: Delivery,
  options: PublishTaskOptions,
) {
  const { task } = row
  const { passing, signal } = options
  const connector = options.findConnector(task.platform)
  const startedAt = options.now()
  const { outcome, foundAbsent, settings } = await outcomeOf(
    connector,
    row,
    meta,
    delivery,
    options,
  )
  const now = options.now()
  if (passing) await passing('answered', task)
  const command = {
    type: 'RecordOutcome',
    taskId: task.id,
    attempt: task.attempt,
    generation: task.generation,
    outcome,
    foundAbsent,
    idempotency: connector ? idempotencyOfJob(connector, settings, row) : unspoken,
    policy: options.policy ?? defaultRetryPolicy,
    startedAt,
    now,
    random: options.random(),
  } as const
  const handle: Handle = (request) => waitingForDatabase(() => options.handle(request), signal)
  if (passing) await passing('decided', task)
  await handle({ command, meta, known: task })
  if (passing) await passing('recorded', task)
  options.onOutcome(task.platform, outcome.outcome, now - startedAt)
  await tellAccount(outcome, row, meta, handle)
  return done
}

/** The settings say of which class the account's server is; undefined when they were not needed. */
type Outcome = Attempted & { readonly settings?: unknown }

async function outcomeOf(
  connector: Connector | undefined,
  row: JobRow,
  meta: EventMeta,
  delivery: Delivery,
  options: PublishTaskOptions,
): Promise<Outcome> {
  if (!connector) return { outcome: noConnector }
  if (row.accountRemoved) return { outcome: accountRemoved }
  const job = await waitingForDatabase(() => jobOf(row, options), options.signal).catch(unusable)
  if ('outcome' in job) return { outcome: job }
  const { settings } = job
  if (delivery.number > deliveriesMax) return { outcome: deadly, settings }
  const idempotency = idempotencyOfJob(connector, settings, row)
  const { task } = row
  return { ...(await publishOnce({ connector, idempotency, job, task, meta }, options)), settings }
}

/** What the job is made of cannot be read, and will not be the next time. */
function unusable(cause: unknown): CommitOutcome {
  if (isLostConnection(cause)) throw cause
  if (cause instanceof CredentialsSealed)
    return { outcome: 'auth-required', message: cause.message }
  return {
    outcome: 'rejected',
    code: 'job-unreadable',
    message: 'The content or the account of this task cannot be read.',
  }
}

/** Of a platform that nobody here speaks to nothing may be assumed. */
const unspoken = { class: 'none', settleMs: 0, canReconcile: false } as const

/** Removed while its task was on its way: without its credentials nothing may be sent. */
const accountRemoved = {
  outcome: 'rejected',
  code: 'account-removed',
  message: 'The account was removed.',
} as const

/** Nothing was sent; a lane that waits for a platform nobody speaks would wait for ever. */
const noConnector = {
  outcome: 'rejected',
  code: 'no-connector',
  message: 'This publisher does not speak to this platform.',
} as const

const deadly = {
  outcome: 'unknown',
  code: 'publishers-died',
  message: 'Every publisher that had this job ended before it had an outcome.',
} as const
