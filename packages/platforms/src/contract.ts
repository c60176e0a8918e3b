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
  /** A forced retry begins another: a new generation is a new post. */
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
  /** What the platform returned when the account was last verified; null before that. */
  readonly verified: Verification | null
  /** Frozen with the task: the same for every attempt. */
  readonly plannedAt: Date
  /**
   * It may have been sent before the database was restored from a backup, at an unknown instant: `plannedAt` is the
   * instant after which that was, and values derived from it differ from those of then.
   */
  readonly firstAttemptLost?: boolean
  readonly signal: AbortSignal
}

/** The caller of a platform, and its deadline. A job is one. */
export type Caller<Settings, Credentials> = Pick<
  PublishJob<Settings, Credentials>,
  'settings' | 'credentials' | 'signal'
>

export type Tools = {
  readonly outbound: Outbound
  /** Absolute. */
  readonly dataDir: string
  readonly now: () => Date
  /** For data that is costly to request again: sessions, an instance's limits. Of this process only. */
  readonly cache: Cache
  /**
   * Runs it once, after all requests in flight have arrived (`laterMs`); not at all when the process ends before. For
   * cleanup only. Without it nothing is done.
   */
  readonly later?: (deed: (signal: AbortSignal) => Promise<unknown>) => void
  /** Connectors render content by this alone: strangers write it, and it may cost without bound. */
  readonly render: Render
}

/**
 * The connector of one kind of target. The four calls return values for all expected outcomes; what they throw is a
 * fault of ours. None outlives `job.signal` for long.
 */
export type Connector<Settings = unknown, Credentials = unknown> = {
  readonly platform: string
  readonly class: IdempotencyClass
  /** Where servers differ: by the account's settings, or by the result of its verification. */
  classOf?(settings: Settings, verified: Verification | null): IdempotencyClass
  readonly limits: readonly Limit[]
  /** How long the platform remembers a key; endless when absent. Only for class `key`. */
  readonly keyWindowMs?: number
  /** How long a request may still commit after its connection died: `absent` counts only then. */
  readonly settleMs?: number
  /** The same where servers differ, by the facts that `classOf` uses; undefined where it is `settleMs`. */
  settleMsOf?(idempotencyClass: IdempotencyClass): number | undefined
  readonly settingsSchema: z.ZodType<Settings>
  readonly credentialsSchema: z.ZodType<Credentials>

  /** Checks that the schema cannot express, without any I/O. */
  checkSettings(settings: Settings, installation: Installation): Violation[]
  /** Pure. `content` has its overrides applied; `limits` are the instance's own where it published them. */
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
   * Searches for the post of this job, by the marker made from its key; only reads. Left out by platforms that cannot
   * be asked.
   */
  reconcile?(job: PublishJob<Settings, Credentials>, tools: Tools): Promise<ReconcileOutcome>
  /** Are settings and credentials good? Never posts. `verified` is the result of the last time. */
  verify(
    settings: Settings,
    credentials: Credentials,
    tools: Tools,
    signal: AbortSignal,
    verified?: Verification | null,
  ): Promise<VerifyOutcome>
}

/** The properties of an account's platform that the domain needs to decide what may follow an outcome. */
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
