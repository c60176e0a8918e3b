import type { AccountId, TaskId } from '@pressrun/events'
import type { Breaker } from '../rules/breaker.ts'
import { DispatcherState } from './dispatcher-state.ts'
import type { RunFacts } from './run-facts.ts'
import { clampRates, type Facts } from './lane.ts'
import type { LaneRow } from './rows-to-write.ts'

/** What is read of an account: its facts, and its lane's row if it has one. */
export type Account = {
  readonly accountId: AccountId
  readonly facts: Facts
  readonly row: Omit<LaneRow, 'accountId'> | null
}

/** The rows at one moment. */
export type Rows = {
  /**
   * The position up to which the log was folded into the rows of lanes and breakers, and the one that the other rows
   * include.
   */
  readonly seq: number
  readonly headSeq: number
  readonly virtualTime: number
  readonly breakers: readonly (readonly [upstream: string, breaker: Breaker])[]
  readonly running: readonly {
    readonly taskId: TaskId
    readonly accountId: AccountId
    readonly attempt: number
    readonly at: number
    readonly run: RunFacts
  }[]
  /** Accounts with something queued. */
  readonly queued: readonly AccountId[]
  /** The accounts of running tasks. */
  readonly accounts: readonly Account[]
}

/** Builds the state from rows. The log between `seq` and `headSeq` is still to be folded. */
export function loadState(rows: Rows, ratesNow: number): DispatcherState {
  const state = new DispatcherState(rows.seq, rows.headSeq, rows.virtualTime)
  const onTheirWay = new Set<string>(rows.running.map(({ taskId }) => taskId))
  // A probe that is not in flight will not come back: another may be sent.
  for (const [upstream, { probe, ...breaker }] of rows.breakers)
    state.breakers.set(upstream, {
      ...breaker,
      probe: probe && onTheirWay.has(probe) ? probe : null,
    })
  learnAccounts(state, rows.accounts, ratesNow)
  const probes = new Map(rows.breakers.map(([upstream, { probe }]) => [probe, upstream]))
  for (const { accountId, ...task } of rows.running) {
    const lane = state.laneOf(accountId)
    const upstream = probes.get(task.taskId) ?? lane.facts?.upstream ?? ''
    state.begin(lane, { ...task, accountId, upstream })
  }
  for (const accountId of rows.queued) state.wake(state.laneOf(accountId))
  return state
}

/** Lanes are read from rows once: from then on the state is ahead of them. */
export function learnAccounts(
  state: DispatcherState,
  accounts: readonly Account[],
  ratesNow: number,
): void {
  for (const { accountId, facts, row } of accounts) {
    const lane = state.laneOf(accountId)
    if (!lane.facts && row) {
      const { virtualTime, restAt, healthy, lastAt, reason, until } = row
      Object.assign(lane, {
        virtualTime,
        restAt,
        healthy,
        lastAt,
        persisted: { reason, until, lastAt },
      })
    }
    lane.facts = facts
    lane.isStale = false
    clampRates(lane, ratesNow)
  }
}
