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

/** While it sleeps for one of these, a task more changes nothing. */
export const closedReasons: readonly LaneReason[] = [
  'account-in-flight',
  'rate-limit',
  'account-paused',
  'account-held',
  'breaker',
]

/** What is kept of a lane between two looks; it sleeps unless it is ready. Instants in milliseconds. */
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
  /** What was on its way after the latest look: who is missing has ended since. */
  readonly inFlight: number
  readonly lastAt: number | null
}

/** A task that may go out as far as its lane is concerned. */
export type Head = {
  readonly taskId: TaskId
  readonly runId: RunId
  /** The meta of its run: project, and the trace to carry on. */
  readonly meta: EventMeta
  /** How many tasks of its run may be on their way at once. */
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
  /** On its way now. */
  readonly inFlight: number
  /** What is ready, in its order; at most `headsMax`. */
  readonly heads: readonly Task[]
  readonly headsMax: number
  /** More is ready than that. */
  readonly more: boolean
  /** A full run to which some of what waits in it belongs. */
  readonly fullRun: RunId | null
  /** When the next of its tasks becomes ready. */
  readonly soonestAt: number | null
}

/** A lane that is to be looked at and found no place in this look. */
export type LeftLane = Pick<FoundLane, 'accountId' | 'lane' | 'remote'>

/** A lane as it is to be kept. */
export type KeptLane = Pick<FoundLane, 'accountId' | 'lane'>

/** A lane waits for a run or for a remote. */
export const isRun = (waitsFor: string): waitsFor is RunId => waitsFor.startsWith('run_')

/** What the lane of an account is before anything was ever queued in it. */
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
})
