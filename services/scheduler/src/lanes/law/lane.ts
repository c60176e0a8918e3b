import type {
  AccountId,
  AccountLimits,
  AccountStatus,
  EventMeta,
  LaneReason,
  RunId,
  TaskId,
} from '@pressrun/events'
import type { RestAt } from './rates.ts'

/** While a lane sleeps for one of these reasons, another task in it changes nothing. */
export const closedReasons: readonly LaneReason[] = [
  'account-in-flight',
  'rate-limit',
  'account-paused',
  'account-held',
  'breaker',
]

/** What is stored of a lane between two looks. Unless it is ready, it sleeps. Instants in milliseconds. */
export type Lane = {
  readonly ready: boolean
  /** Its place in line while it is ready or waits for room. */
  readonly turn: number | null
  readonly nextAt: number | null
  /** The run or the remote whose room it waits for. */
  readonly waitsFor: string | null
  readonly reason: LaneReason | null
  readonly pass: number
  readonly restAt: RestAt
  /** How many tasks were in flight after the last look; if there are fewer now, the rest have ended. */
  readonly inFlight: number
  readonly lastAt: number | null
  /** Whether the last attempt of its account reached the remote; null before there was one. */
  readonly healthy: boolean | null
}

/** A task that may go out as far as its lane is concerned. */
export type Head = {
  readonly taskId: TaskId
  readonly runId: RunId
  /** The meta of its run: the project and the trace to continue. */
  readonly meta: EventMeta
  /** How many tasks of its run may be in flight at once. */
  readonly concurrency: number
}

/** A lane as a look finds it. */
export type FoundLane<Task extends Head = Head> = {
  readonly accountId: AccountId
  readonly lane: Lane
  readonly remote: string
  readonly status: AccountStatus
  readonly limits: AccountLimits
  readonly blockedUntil: number | null
  /** How many of its tasks are in flight now. */
  readonly inFlight: number
  /** The first tasks that are ready, in order. */
  readonly heads: readonly Task[]
  /** How many of them may go out in one look. */
  readonly headsMax: number
  /** More tasks are ready than `heads` has. */
  readonly more: boolean
  /** A full run that holds up tasks in it. */
  readonly fullRun: RunId | null
  /** When its next task becomes ready. */
  readonly soonestAt: number | null
}

/** A lane that was to be looked at, but found no place in this look. */
export type LeftLane = Pick<FoundLane, 'accountId' | 'lane' | 'remote'>

/** A lane as it is to be stored. */
export type KeptLane = Pick<FoundLane, 'accountId' | 'lane'>

/** A lane waits for a run or for a remote. */
export const isRun = (waitsFor: string): waitsFor is RunId => waitsFor.startsWith('run_')

/** The lane of an account in which nothing was ever queued. */
export const newLane = (virtualTime: number): Lane => ({
  ready: false,
  turn: null,
  nextAt: null,
  waitsFor: null,
  reason: null,
  pass: virtualTime,
  restAt: {},
  inFlight: 0,
  lastAt: null,
  healthy: null,
})
