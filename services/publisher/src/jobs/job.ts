import { idempotencyOf, type Connector, type PublishJob } from '@pressrun/platforms'
import { lostSince, type Idempotency, type RecordedEvent } from '@pressrun/events'
import { accountAsOf, doubtfulSince } from './account-as-of.ts'
import type { JobRow } from './job-row.ts'
import type { JobSources } from './publisher.ts'

/** The account has changed since the attempt was begun. */
export class AccountChangedMeanwhile extends Error {
  override readonly name = 'AccountChangedMeanwhile'
}

/**
 * What a connector gets for this task: the same for every attempt of one generation that repeats another. `position` is
 * where in the log the attempt was made due; `history` are the task's events, which only a task in doubt needs.
 */
export async function jobOf(
  { task, overrides, snapshot, content: given, accountVersion }: JobRow,
  position: number,
  history: readonly RecordedEvent[],
  sources: JobSources,
): Promise<Omit<PublishJob, 'signal'>> {
  const [content, account, own] = await Promise.all([
    sources.snapshot(snapshot, given),
    sources.account(task.accountId, accountVersion),
    overrides === 'large' ? sources.overrides(task.id) : overrides,
  ])
  const then = accountAsOf(account, doubtfulSince(history) ?? position)
  if (!then) throw new AccountChangedMeanwhile()
  const lost = task.firstAttemptAt === null ? lostSince(history.filter(isUnconfirmed)) : undefined
  return {
    taskId: task.id,
    runId: task.runId,
    accountId: task.accountId,
    accountName: then.name,
    projectId: task.projectId,
    attempt: task.attempt,
    generation: task.generation,
    idempotencyKey: `${task.id}-${task.generation}`,
    inDoubt: task.inDoubt,
    content,
    overrides: own ?? undefined,
    settings: then.settings,
    verified: account.verified,
    credentials: account.credentials,
    plannedAt: new Date(task.firstAttemptAt ?? lost ?? sources.now()),
    firstAttemptLost: lost !== undefined,
  }
}

const isUnconfirmed = (event: RecordedEvent) => event.type === 'TaskUnconfirmed'

export const idempotencyOfJob = (
  connector: Connector,
  { settings, verified }: Pick<PublishJob, 'settings' | 'verified'>,
  { atLeastOnce }: JobRow,
): Idempotency => ({ ...idempotencyOf(connector, settings, verified), atLeastOnce })
