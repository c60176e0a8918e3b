import type { Handle, LogGuard } from '@pressrun/db'
import type { AccountId, RecordedEvent, RetryPolicy, TaskId, TaskState } from '@pressrun/events'
import type { Connector, Tools } from '@pressrun/platforms'
import type { Overrides } from '@pressrun/content'
import type { ByteSemaphore } from '@pressrun/runtime'
import type { Passing } from './attempt-point.ts'
import type { Beginnings } from './beginnings.ts'
import type { ReadJobs } from './job-row.ts'
import type { AccountSource, SnapshotSource } from './sources.ts'

/** What every attempt and every check of this process works with. It is made once, in `create-publisher.ts`. */
export type Publisher = PublisherParts & {
  readonly care: Care
}

/** The same without what is derived from it. */
export type PublisherParts = JobSources &
  Observer & {
    readonly guard: LogGuard
    readonly handle: Handle
    readonly readJobs: ReadJobs
    /** The events of a task. */
    readonly history: (taskId: TaskId) => Promise<RecordedEvent[]>
    readonly findConnector: (platform: string) => Connector | undefined
    readonly tools: Tools
    /** For each step of a connector: checking, preparing a post and sending it. */
    readonly deadlineMs: number
    readonly owners: Owners
    readonly beginnings: Beginnings
    readonly memory: MemorySemaphores
    readonly isolate: Isolate
    readonly policy?: RetryPolicy
    /** In [0, 1): the jitter of backoffs. */
    readonly random: () => number
    /** Called at the named points of attempts. */
    readonly passing?: Passing | undefined
    readonly signal: AbortSignal
  }

/** Where the parts of a job come from. */
export type JobSources = {
  readonly snapshot: SnapshotSource
  readonly account: AccountSource
  /** The overrides of a task that did not come with its row. */
  readonly overrides: (taskId: TaskId) => Promise<Overrides>
  readonly now: () => number
}

/** Receives what has happened. */
type Observer = {
  readonly onOutcome: (platform: string, outcome: string, durationMs: number) => void
  readonly onFinding: (platform: string, finding: string) => void
  readonly onIsolated: (task: TaskState, diedIn: ReturnType<Isolated['diedIn']>) => void
  /** The credentials of an account were refused, and nothing goes out through it until it has good ones. */
  readonly onHeld: (accountId: AccountId, platform: string) => void
}

/** Other publishers, as far as recorded intents and beginnings name them. */
type Owners = {
  /** Of this process. */
  readonly ownId: number
  /** Makes this process visible to others. */
  readonly announce: () => Promise<void>
  readonly isPresent: (owner: number) => Promise<boolean>
}

/**
 * For jobs whose contents take memory: thousands of them at once would exhaust that of the process. Jobs begun again
 * may have to wait for a process of their own, so the others do not queue with them.
 */
type FirstAndAgain = { readonly first: ByteSemaphore; readonly again: ByteSemaphore }

/** Many middling contents do not wait for a few large ones, nor the other way round. */
export type MemorySemaphores = { readonly large: FirstAndAgain; readonly middling: FirstAndAgain }

/** A connector whose steps run in a process of their own, which ends with this. */
export type Isolated = AsyncDisposable & {
  readonly connector: Connector
  /** The step in which the process died by itself. */
  readonly diedIn: () => 'preparing' | 'sending' | 'looking' | undefined
}

/** Starts the process; few of them run at a time. */
export type Isolate = (connector: Connector) => Promise<Isolated>

/** A job, and what is known of it. */
export type Case = {
  readonly task: TaskState
  readonly connector: Connector
  readonly deliveries: number
  /** The events of its task, where it is in doubt. */
  readonly history: readonly RecordedEvent[]
}

export type Cared<Result> =
  | { readonly kind: 'ended'; readonly result: Result }
  /** The third owner has died of it: its own process. */
  | {
      readonly kind: 'died'
      readonly diedIn: NonNullable<ReturnType<Isolated['diedIn']>>
      readonly result: Result
    }
  /** It is not begun any more. */
  | { readonly kind: 'given-up' }
  /** Another publisher has settled it meanwhile. */
  | { readonly kind: 'settled' }

/** Does the work of a job with the connector it is given, as carefully as the evidence demands. */
export type Care = <Result>(
  given: Case,
  work: (connector: Connector) => Promise<Result>,
) => Promise<Cared<Result>>
