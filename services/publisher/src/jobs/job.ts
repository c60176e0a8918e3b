import { idempotencyOf, type Connector, type Content, type PublishJob } from '@pressrun/platforms'
import type { Idempotency } from '@pressrun/events'
import type { JobRow } from './job-row.ts'
import type { PublishingAccount } from './sources.ts'

/** Where the parts of a job come from. */
export type JobSources = {
  readonly snapshot: (sha256: string) => Promise<Content>
  readonly account: (accountId: string, version: number) => Promise<PublishingAccount>
  readonly now: () => number
}

/** What a connector gets for this task: the same for every attempt of one generation. */
export async function jobOf(
  { task, overrides, snapshot, accountVersion }: JobRow,
  sources: JobSources,
): Promise<Omit<PublishJob, 'signal'>> {
  const [content, account] = await Promise.all([
    sources.snapshot(snapshot),
    sources.account(task.accountId, accountVersion),
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
    inDoubt: task.inDoubt,
    content,
    overrides: overrides ?? undefined,
    settings: account.settings,
    credentials: account.credentials,
    plannedAt: new Date(task.firstAttemptAt ?? sources.now()),
  }
}

export const idempotencyOfJob = (
  connector: Connector,
  settings: unknown,
  { atLeastOnce }: JobRow,
): Idempotency => ({ ...idempotencyOf(connector, settings), atLeastOnce })
