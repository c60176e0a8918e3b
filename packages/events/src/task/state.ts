import type { AccountId, ProjectId, RunId, TaskId } from '../ids.ts'
import type { Instant } from '../time.ts'
import type { TaskError } from './events.ts'

export const taskStatuses = [
  'planned',
  'queued',
  'running',
  'published',
  'failed',
  'unconfirmed',
  'held',
  'cancelled',
] as const
export type TaskStatus = (typeof taskStatuses)[number]

/** While a run has tasks in one of these, it is not over. */
export const openStatuses: readonly TaskStatus[] = ['planned', 'queued', 'running', 'held']

export type Intent = {
  readonly payloadHash: string
  readonly token: string
  /** The publisher that is going to send it. */
  readonly owner?: number
}

/** What a task waits for by itself, by its status. */
type TaskWait =
  | {
      readonly status: 'queued' | 'held'
      /**
       * Not to be dispatched before, while it is scheduled or backing off, and then never before `dueAt`; null: nothing
       * to wait for.
       */
      readonly notBefore: Instant | null
      readonly nextCheckAt: null
    }
  | {
      readonly status: 'unconfirmed'
      readonly notBefore: null
      /** When the platform is asked next; null: never by itself. */
      readonly nextCheckAt: Instant | null
    }
  | {
      readonly status: 'running' | 'published'
      /** As it was while it waited to go out; unused. */
      readonly notBefore: Instant | null
      readonly nextCheckAt: null
    }
  | {
      readonly status: 'planned' | 'failed' | 'cancelled'
      readonly notBefore: null
      readonly nextCheckAt: null
    }

/** A union by status whose members have the same fields: the row of a task is its state. */
export type TaskState = TaskFacts & TaskWait

type TaskFacts = {
  readonly id: TaskId
  /** The version of the task's own stream; 0 while it has only its run's events. */
  readonly version: number
  readonly runId: RunId
  readonly projectId: ProjectId
  readonly accountId: AccountId
  readonly platform: string
  readonly priority: number
  /** Number of the latest attempt; 0 before the first. */
  readonly attempt: number
  /** Attempts that count against the limit: rate limits and proved non-sends do not. */
  readonly countedAttempts: number
  /** The identity of what is published: a forced second publication is a new generation. */
  readonly generation: number
  /** When it was meant to go out; null until the run is started. */
  readonly dueAt: Instant | null
  /** When the current or latest attempt was dispatched. */
  readonly attemptAt: Instant | null
  /** When the first attempt of this generation was dispatched: idempotency windows start here. */
  readonly firstAttemptAt: Instant | null
  /** What the current attempt is going to send, once that is recorded. */
  readonly intent: Intent | null
  /** An earlier attempt of this generation may be visible: from then on "no" is no proof. */
  readonly inDoubt: boolean
  /** How often the platform was asked for its outcome while it was unconfirmed. */
  readonly checks: number
  /** Its cancellation was requested while it was on its way. */
  readonly cancelRequested: boolean
  /** The request for the latest retry, if it has a name. */
  readonly retryRequest: string | null
  readonly remoteId: string | null
  readonly url: string | null
  readonly error: TaskError | null
}
