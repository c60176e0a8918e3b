import type {
  AccountId,
  Idempotency,
  IdempotencyClass,
  ProjectId,
  RunId,
  TaskId,
  Verification,
} from '@pressrun/events'
import type { z } from 'zod'
import type { AccountContent, Content, Limit, Overrides, Violation } from '@pressrun/content'
import type { Cache } from './cache.ts'
import type { Outbound } from '@pressrun/outbound'
import type { Render } from './rendering/render.ts'
import type {
  CommitOutcome,
  Prepared,
  PrepareOutcome,
  ReconcileOutcome,
  VerifyOutcome,
} from './outcomes.ts'
import type { Installation } from './installation.ts'

/** One attempt of one task. */
export type PublishJob<Settings = unknown, Credentials = unknown> = {
  readonly taskId: TaskId
  readonly runId: RunId
  readonly accountId: AccountId
  readonly accountName: string
  readonly projectId: ProjectId
  readonly attempt: number
  /** Bumped by a forced retry: a new generation is a new post. */
  readonly generation: number
  /** The same for every attempt of one generation: keys, markers and ids are made from it. */
  readonly idempotencyKey: string
  /** An earlier attempt of this generation may be visible already. */
  readonly inDoubt: boolean
  /** The run's snapshot, before this account's overrides. */
  readonly content: Content
  readonly overrides?: Overrides | undefined
  /** Parsed with the connector's schemas when the account was saved, not again here. */
  readonly settings: Settings
  readonly credentials: Credentials
  /** What the platform said of the account when it was asked last; null before that. */
  readonly verified: Verification | null
  /** Frozen with the task: the same for every attempt. */
  readonly plannedAt: Date
  /**
   * It may have been sent before the database was restored from a backup, at an unknown instant: `plannedAt` is the
   * instant after which that was, and what is made of it is not what was made then.
   */
  readonly firstAttemptLost?: boolean
  readonly signal: AbortSignal
}

/** Who calls a platform, and until when. A job is one. */
export type Caller<Settings, Credentials> = Pick<
  PublishJob<Settings, Credentials>,
  'settings' | 'credentials' | 'signal'
>

export type Tools = {
  readonly outbound: Outbound
  /** Absolute. */
  readonly dataDir: string
  readonly now: () => Date
  /** For what is dear to ask for again: sessions, an instance's limits. Of this process only. */
  readonly cache: Cache
  /**
   * Does it once, after whatever is still on its way has arrived (`laterMs`); not at all when the process ends before.
   * For tidying up only. Without it nothing is done.
   */
  readonly later?: (deed: (signal: AbortSignal) => Promise<unknown>) => void
  /** Connectors make texts of content by this alone: strangers write it, and it may cost without bound. */
  readonly render: Render
}

/**
 * How Pressrun speaks to one kind of target. The four calls answer with values for whatever can be
 * expected of a platform; what they throw is a fault of ours. None outlives `job.signal` for long.
 */
export type Connector<Settings = unknown, Credentials = unknown> = {
  readonly platform: string
  readonly class: IdempotencyClass
  /** Where servers differ: by the account's settings, or by what was found when it was verified. */
  classOf?(settings: Settings, verified: Verification | null): IdempotencyClass
  readonly limits: readonly Limit[]
  /** How long the platform remembers a key; endless when absent. Only for class `key`. */
  readonly keyWindowMs?: number
  /** How long a request may still commit after its connection died: `absent` counts only then. */
  readonly settleMs?: number
  /** The same where servers differ, by what `classOf` makes of them; undefined where it is `settleMs`. */
  settleMsOf?(idempotencyClass: IdempotencyClass): number | undefined
  readonly settingsSchema: z.ZodType<Settings>
  readonly credentialsSchema: z.ZodType<Credentials>

  /** What the schema cannot say, without any I/O. */
  checkSettings(settings: Settings, installation: Installation): Violation[]
  /** Pure. `content` has its overrides applied; `limits` are the instance's own where it told them. */
  validate(content: AccountContent, limits?: readonly Limit[]): Violation[]
  /** Shows nothing. Called again for a later attempt, it adopts what an earlier call left behind. */
  prepare(job: PublishJob<Settings, Credentials>, tools: Tools): Promise<PrepareOutcome>
  /** Exactly one visible mutation. */
  commit(
    job: PublishJob<Settings, Credentials>,
    prepared: Prepared,
    tools: Tools,
  ): Promise<CommitOutcome>
  /**
   * Looks for what this job may have left behind, by the marker made from its key; only reads. Left
   * out by platforms that cannot be asked.
   */
  reconcile?(job: PublishJob<Settings, Credentials>, tools: Tools): Promise<ReconcileOutcome>
  /** Are settings and credentials good? Never posts. `verified` is what was found the last time. */
  verify(
    settings: Settings,
    credentials: Credentials,
    tools: Tools,
    signal: AbortSignal,
    verified?: Verification | null,
  ): Promise<VerifyOutcome>
}

/** What the law has to know of an account's platform to decide what may follow an outcome. */
export function idempotencyOf(
  connector: Connector,
  settings: unknown,
  verified: Verification | null,
): Idempotency {
  const { keyWindowMs, settleMs = 0 } = connector
  const idempotencyClass = connector.classOf?.(settings, verified) ?? connector.class
  return {
    class: idempotencyClass,
    keyWindowMs,
    settleMs: connector.settleMsOf?.(idempotencyClass) ?? settleMs,
    canReconcile: connector.reconcile !== undefined,
  }
}
