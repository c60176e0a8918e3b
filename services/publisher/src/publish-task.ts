import { done, giveUp, retry, type Reaction } from '@pressrun/bus'
import { isLostConnection, type Handle } from '@pressrun/db'
import {
  defaultRetryPolicy,
  type CommitOutcome,
  type EventMeta,
  type RecordedEvent,
  type RetryPolicy,
  type TaskId,
} from '@pressrun/events'
import type { Connector, Content, PublishJob } from '@pressrun/platforms'
import { activeTraceparent, traced } from '@pressrun/runtime'
import type { JobRow } from './jobs/job-row.ts'
import { onlyOnce } from './jobs/only-once.ts'
import { publishOnce, type PublishOnceOptions } from './jobs/publish-once.ts'
import type { PublishingAccount } from './jobs/sources.ts'
import { untilHandled } from './jobs/until-handled.ts'

export type PublishTaskOptions = PublishOnceOptions & {
  readonly readJob: (taskId: TaskId) => Promise<JobRow | undefined>
  readonly snapshot: (sha256: string) => Promise<Content>
  readonly account: (accountId: string, version: number) => Promise<PublishingAccount>
  readonly findConnector: (platform: string) => Connector | undefined
  readonly handle: Handle
  readonly now: () => number
  readonly random: () => number
  readonly policy?: RetryPolicy
  readonly onOutcome: (platform: string, outcome: string, durationMs: number) => void
  readonly signal: AbortSignal
}

/** A job that could not even begin, because the database is away, comes again after this. */
const databaseAwayMs = 2_000

/**
 * The reaction to a due job. Expect it twice: whatever is not "this attempt, still running" in the
 * database has been dealt with, and what is under way in this process is not begun beside itself.
 * The outcome is committed alone and first; what else is to be said follows it.
 */
export function publishTask(options: PublishTaskOptions): Reaction {
  const react: Reaction = async (event) => {
    if (event.type !== 'TaskDue') return giveUp(`not a due job: ${event.type}`)
    const row = await options.readJob(event.streamId as TaskId)
    if (row?.task.status !== 'running' || row.task.attempt !== event.data.attempt) return done
    const connector = options.findConnector(row.task.platform)
    const { traceparent } = event.meta
    return traced('publish task', { traceparent, kind: 'consumer' }, () =>
      attempt(connector, row, metaOf(event), options),
    )
  }
  return onlyOnce(
    (event) => event.id,
    (event) => react(event).catch(retryWhileDatabaseIsAway),
  )
}

function retryWhileDatabaseIsAway(cause: unknown) {
  if (isLostConnection(cause)) return retry(databaseAwayMs, 'database-unavailable')
  throw cause
}

async function attempt(
  connector: Connector | undefined,
  row: JobRow,
  meta: EventMeta,
  options: PublishTaskOptions,
) {
  const { task } = row
  const startedAt = options.now()
  const outcome = await outcomeOf(connector, row, meta, options)
  const now = options.now()
  const command = {
    type: 'RecordOutcome',
    taskId: task.id,
    attempt: task.attempt,
    outcome,
    idempotency: { class: connector?.class ?? 'none', keyWindowMs: connector?.keyWindowMs },
    policy: options.policy ?? defaultRetryPolicy,
    startedAt,
    now,
    random: options.random(),
  } as const
  await untilHandled(options.handle, { command, meta, known: task }, options.signal)
  options.onOutcome(task.platform, outcome.outcome, now - startedAt)
  const handle: Handle = (request) => untilHandled(options.handle, request, options.signal)
  await tellAccount(outcome, row, meta, handle)
  return done
}

async function outcomeOf(
  connector: Connector | undefined,
  row: JobRow,
  meta: EventMeta,
  options: PublishTaskOptions,
): Promise<CommitOutcome> {
  if (!connector) return noConnector
  if (row.accountRemoved) return accountRemoved
  return publishOnce(connector, await jobOf(row, options), row.task, meta, options)
}

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

const metaOf = (event: RecordedEvent): EventMeta => ({
  projectId: event.meta.projectId,
  actor: 'publisher',
  correlationId: event.meta.correlationId,
  causationId: event.id,
  traceparent: activeTraceparent() ?? event.meta.traceparent,
})

async function jobOf(
  { task, overrides, snapshot, accountVersion }: JobRow,
  options: PublishTaskOptions,
): Promise<Omit<PublishJob, 'signal'>> {
  const [content, account] = await Promise.all([
    options.snapshot(snapshot),
    options.account(task.accountId, accountVersion),
  ])
  return {
    taskId: task.id,
    runId: task.runId,
    accountId: task.accountId,
    accountName: account.name,
    projectId: task.projectId,
    attempt: task.attempt,
    generation: task.generation,
    idempotencyKey: `${task.id}-${task.generation}`,
    content,
    overrides: overrides ?? undefined,
    settings: account.settings,
    credentials: account.credentials,
    plannedAt: new Date(task.firstAttemptAt ?? options.now()),
  }
}

/** What an outcome says about the account and not only about the task. */
async function tellAccount(
  outcome: CommitOutcome,
  { task: { accountId } }: JobRow,
  meta: EventMeta,
  handle: Handle,
): Promise<void> {
  if (outcome.outcome === 'auth-required')
    await handle({
      command: { type: 'HoldAccount', accountId, code: 'auth-required', message: outcome.message },
      meta,
    })
  if (outcome.outcome === 'rate-limited' && outcome.until)
    await handle({
      command: {
        type: 'ThrottleAccount',
        accountId,
        until: outcome.until.toISOString(),
        scope: outcome.scope,
      },
      meta,
    })
}
