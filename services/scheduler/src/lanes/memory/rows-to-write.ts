import type { AccountId, LaneReason } from '@pressrun/events'
import type { Plan } from '../plan.ts'
import { isClosed, type Breaker } from '../rules/breaker.ts'
import type { RestAt } from '../rules/rates.ts'
import type { DispatcherState } from './dispatcher-state.ts'
import type { PersistedSleep, Lane, Sleep } from './lane.ts'

/** The stored part of a lane: what a take-over must not lose, and what others cannot compute from rows. */
export type LaneRow = {
  readonly accountId: AccountId
  readonly virtualTime: number
  readonly restAt: RestAt
  readonly healthy: boolean | null
  readonly lastAt: number | null
  /** While its rates leave no capacity: until when, or until a task is back. */
  readonly reason: LaneReason | null
  readonly until: number | null
}

export type RowsToWrite = {
  readonly lanes: readonly LaneRow[]
  readonly breakers: readonly (readonly [upstream: string, breaker: Breaker])[]
}

/** No limit depends on when a lane last sent something: it is written with a delay, instead of with every task. */
const lastAtEveryMs = 60_000
/** The clocks of this process and of the database drift: an end that moves by less counts as the same. */
const sameInstantMs = 100

/** The rows that a pass has to write, including those that earlier passes could not write. */
export function rowsToWriteOf(state: DispatcherState, plan: Plan, now: number): RowsToWrite {
  const rows = new Map<Lane, LaneRow>()
  for (const lane of state.changedLanes)
    rows.set(lane, rowOf(lane, lane.virtualTime, lane.sleep, lane.lastAt))
  for (const { lane, out, virtualTime, next } of plan.served) {
    const sleep = typeof next === 'string' ? null : next
    const row = rowOf(lane, virtualTime, sleep, out.length > 0 ? now : lane.lastAt)
    if (rows.has(lane) || differs(row, lane.persisted)) rows.set(lane, row)
  }
  const upstreams = new Set([...state.changedBreakers, ...plan.breakers.keys()])
  return {
    lanes: [...rows.values()],
    breakers: [...upstreams].map((upstream) => [
      upstream,
      plan.breakers.get(upstream) ?? state.breakerOf(upstream),
    ]),
  }
}

/** Marks them as written. */
export function markPersisted(state: DispatcherState, { lanes, breakers }: RowsToWrite): void {
  state.changedLanes.clear()
  state.changedBreakers.clear()
  for (const { accountId, reason, until, lastAt } of lanes)
    state.laneOf(accountId).persisted = { reason, until, lastAt }
  for (const [upstream, breaker] of breakers) if (isClosed(breaker)) state.breakers.delete(upstream)
}

/** Whether its row already has what it sleeps for. */
export const isPersisted = (lane: Lane, sleep: Sleep): boolean =>
  !differs(rowOf(lane, lane.virtualTime, sleep, lane.lastAt), lane.persisted)

const rowOf = (
  { accountId, restAt, healthy }: Lane,
  virtualTime: number,
  sleep: Sleep | null,
  lastAt: number | null,
): LaneRow => {
  const isRate = sleep?.isRate === true && sleep.reason !== 'no-answer'
  return {
    accountId,
    virtualTime,
    restAt,
    healthy,
    lastAt,
    reason: isRate ? sleep.reason : null,
    until: isRate ? (sleep.until ?? null) : null,
  }
}

const differs = (row: LaneRow, persisted: PersistedSleep): boolean =>
  row.reason !== persisted.reason ||
  Math.abs((row.until ?? 0) - (persisted.until ?? 0)) > sameInstantMs ||
  // The first one is known from its outcome.
  (persisted.lastAt !== null && (row.lastAt ?? 0) - persisted.lastAt > lastAtEveryMs)
