import type { z } from 'zod'
import type { Content } from './content.ts'
import type { Limit } from './limits.ts'
import type { Outbound } from './outbound/outbound.ts'
import type {
  CommitOutcome,
  Prepared,
  PrepareOutcome,
  ReconcileOutcome,
  VerifyOutcome,
} from './outcomes.ts'
import type { Overrides } from './overrides.ts'
import type { Violation } from './violation.ts'

/** What a platform does with a repeat, and so what may follow an unknown outcome. */
export type IdempotencyClass =
  /** Takes our key: send again inside the window (`keyWindowMs`), reconcile after it. */
  | 'key'
  /** We choose the id, a repeat is a no-op: send again. */
  | 'deterministic-id'
  /** `prepare` leaves an invisible draft with a marker, `commit` publishes it by its id. */
  | 'draft-then-publish'
  /** A repeat is refused and names the first: send again, adopt the original. */
  | 'refuses-repeat'
  /** Our marker can be found again: wait `settleMs`, look up, decide. */
  | 'lookup'
  /** Cannot be known: never send again. */
  | 'none'

/** One attempt of one task. */
export interface PublishJob<Settings = unknown, Credentials = unknown> {
  taskId: `task_${string}`
  runId: `run_${string}`
  accountId: `account_${string}`
  accountName: string
  projectId: `project_${string}`
  attempt: number
  /** Bumped by a forced retry: a new generation is a new post. */
  generation: number
  /** The same for every attempt of one generation. */
  idempotencyKey: string
  /** The run's snapshot, before this account's overrides. */
  content: Content
  overrides?: Overrides | undefined
  /** Parsed with the connector's schemas when the account was saved, not again here. */
  settings: Settings
  credentials: Credentials
  /** Frozen with the task: the same for every attempt. */
  plannedAt: Date
  signal: AbortSignal
}

export interface Tools {
  outbound: Outbound
  /** Absolute. */
  dataDir: string
  now: () => Date
}

/** What static checks need to know about this installation. */
export interface Surroundings {
  /** Absolute. */
  dataDir: string
  privateTargets: readonly string[]
}

/**
 * How Pressrun speaks to one kind of target. The four calls answer with values for whatever can be
 * expected of a platform; what they throw is a fault of ours. None outlives `job.signal` for long.
 */
export interface Connector<Settings = unknown, Credentials = unknown> {
  readonly platform: string
  readonly class: IdempotencyClass
  readonly limits: readonly Limit[]
  /** How long the platform remembers a key; endless when absent. Only for class `key`. */
  readonly keyWindowMs?: number
  /** How long a request may still commit after its connection died. */
  readonly settleMs?: number
  readonly settingsSchema: z.ZodType<Settings>
  readonly credentialsSchema: z.ZodType<Credentials>

  /** What the schema cannot say, without any I/O. */
  checkSettings(settings: Settings, surroundings: Surroundings): Violation[]
  /** Pure. `content` has its overrides applied; `limits` are the instance's own where it told them. */
  validate(content: Content, settings: Settings, limits?: readonly Limit[]): Violation[]
  /** Shows nothing. Called again for a later attempt, it adopts what an earlier call left behind. */
  prepare(job: PublishJob<Settings, Credentials>, tools: Tools): Promise<PrepareOutcome>
  /** Exactly one visible mutation. */
  commit(
    job: PublishJob<Settings, Credentials>,
    prepared: Prepared,
    tools: Tools,
  ): Promise<CommitOutcome>
  /** Only reads. */
  reconcile(
    job: PublishJob<Settings, Credentials>,
    token: string,
    tools: Tools,
  ): Promise<ReconcileOutcome>
  /** Are settings and credentials good? Never posts. */
  verify(
    settings: Settings,
    credentials: Credentials,
    tools: Tools,
    signal: AbortSignal,
  ): Promise<VerifyOutcome>
}
