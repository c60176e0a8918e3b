import { done, giveUp, type Reaction } from '@pressrun/bus'
import type { Handle } from '@pressrun/db'
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
import { publishOnce, type PublishOnceOptions } from './jobs/publish-once.ts'
import type { PublishingAccount } from './jobs/sources.ts'

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
}

/**
 * The reaction to a due job. Expect it twice: whatever is not "this attempt, still running" in the
 * database has been dealt with. The outcome is committed alone and first; what else is to be said
 * follows it.
 */
export function publishTask(options: PublishTaskOptions): Reaction {
  return async (event) => {
    if (event.type !== 'TaskDue') return giveUp(`not a due job: ${event.type}`)
    const row = await options.readJob(event.streamId as TaskId)
    if (row?.task.status !== 'running' || row.task.attempt !== event.data.attempt) return done
    const connector = options.findConnector(row.task.platform)
    if (!connector) return giveUp(`no connector for ${row.task.platform}`)
    const { traceparent } = event.meta
    return traced('publish task', { traceparent, kind: 'consumer' }, () =>
      attempt(connector, row, metaOf(event), options),
    )
  }
}

async function attempt(
  connector: Connector,
  row: JobRow,
  meta: EventMeta,
  options: PublishTaskOptions,
) {
  const { task } = row
  const startedAt = options.now()
  const job = await jobOf(row, options)
  const outcome = await publishOnce(connector, job, task, meta, options)
  const now = options.now()
  await options.handle({
    command: {
      type: 'RecordOutcome',
      taskId: task.id,
      attempt: task.attempt,
      outcome,
      idempotency: { class: connector.class, keyWindowMs: connector.keyWindowMs },
      policy: options.policy ?? defaultRetryPolicy,
      startedAt,
      now,
      random: options.random(),
    },
    meta,
  })
  options.onOutcome(task.platform, outcome.outcome, now - startedAt)
  await tellAccount(outcome, row, meta, options.handle)
  return done
}

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
