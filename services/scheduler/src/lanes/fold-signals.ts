import type { AccountId, RunId, TaskId } from '@pressrun/events'
import type { DispatcherState, Running } from './memory/dispatcher-state.ts'
import type { Lane } from './memory/lane.ts'
import { verdictOf, type Signal, type SignalRow } from './signals.ts'
import { applySignal, type BreakerChange } from './rules/breaker.ts'
import { afterPosts, ratesOf } from './rules/rates.ts'

/** What has changed for the periodic tasks. */
export type Touched = {
  readonly runIds: Set<RunId>
  readonly accountIds: Set<AccountId>
  schedule: boolean
  unconfirmed: boolean
}

export type Folded = {
  readonly touched: Touched
  readonly breakerChanges: readonly BreakerChange[]
}

export const nothingTouched = (): Touched => ({
  runIds: new Set(),
  accountIds: new Set(),
  schedule: false,
  unconfirmed: false,
})

type Clocks = {
  readonly now: number
  /** The clock of the rates, which is the same for all schedulers. */
  readonly ratesNow: number
}

/**
 * Applies the rows up to the newest: slots that are free again, what upstreams and accounts have shown, lanes that may
 * have something to send. Rows already contained in the loaded state change nothing.
 */
export function foldSignals(
  state: DispatcherState,
  rows: readonly SignalRow[],
  clocks: Clocks,
): Folded {
  const touched = nothingTouched()
  const breakerChanges: BreakerChange[] = []
  for (const row of rows) {
    state.seq = row.seq
    if (row.subject.includes('.schedule.')) touched.schedule = true
    if (row.subject.endsWith('Unconfirmed')) touched.unconfirmed = true
    for (const accountId of row.accountIds ?? []) state.wake(state.laneOf(accountId))
    for (const one of row.events) {
      if (one.kind === 'end') breakerChanges.push(...foldEnd(state, one, clocks))
      else if (one.kind === 'account') foldAccount(state, one)
      else if (one.kind === 'start') foldStart(state, one)
      else if (one.kind === 'queued') foldQueued(state, one)
      touch(touched, one, state)
    }
  }
  return { touched, breakerChanges }
}

/** Tasks that waited for their time are in their lanes now. */
export function foldMoved(
  state: DispatcherState,
  moved: readonly { readonly accountId: AccountId; readonly at: number }[],
  nextAt: number,
): void {
  for (const { accountId, at } of moved) {
    const lane = state.laneOf(accountId)
    state.wake(lane)
    lane.sleptUntil ??= at
  }
  state.timedAt = nextAt
}

/** The accounts that must be read before these rows can be folded: none, except after a take-over. */
export const unknownAccounts = (
  state: DispatcherState,
  rows: readonly SignalRow[],
): AccountId[] => [
  ...new Set(
    rows
      .flatMap(({ events }) => events)
      .flatMap(({ kind, stream, data }) => {
        const isSignal = kind === 'end' && !data.knownBy
        if (!isSignal && data.scope !== 'platform') return []
        const accountId = data.accountId ?? (stream as AccountId)
        return state.lanes.get(accountId)?.facts ? [] : accountId
      }),
  ),
]

/** The row names those of its tasks that need not wait for their time. */
function foldStart(state: DispatcherState, { data: { dueAt = '' }, at }: Signal): void {
  if (dueAt > at) state.timedAt = Math.min(state.timedAt, Date.parse(dueAt))
}

function foldQueued(state: DispatcherState, { data: { accountId } }: Signal): void {
  if (accountId) state.wake(state.laneOf(accountId))
  // The task may have to wait for an instant: `timed` is read in the next pass.
  state.timedAt = -Infinity
}

function foldAccount(state: DispatcherState, { stream, data: { scope, until } }: Signal): void {
  const lane = state.lanes.get(stream as AccountId)
  if (!lane) return
  lane.isStale = true
  if (lane.hasWork) state.wake(lane)
  if (scope !== 'platform' || !until || !lane.facts) return
  const { upstream } = lane.facts
  const breaker = state.breakerOf(upstream)
  const blockedUntil = Math.max(breaker.blockedUntil ?? 0, Date.parse(until))
  state.breakers.set(upstream, { ...breaker, blockedUntil })
  state.changedBreakers.add(upstream)
}

function foldEnd(state: DispatcherState, signal: Signal, clocks: Clocks): BreakerChange[] {
  const { accountId, attempt = 0, retryAt, knownBy } = signal.data
  const ended = state.end(signal.stream as TaskId, attempt)
  if (retryAt) state.timedAt = Math.min(state.timedAt, Date.parse(retryAt))
  const lane = accountId && state.lanes.get(accountId)
  if (!lane) return []
  const isReplayed = !knownBy && state.seq <= state.loadedSeq
  // Otherwise it was given up while it waited: nothing was sent, which says nothing about an upstream.
  const isAttempt = ended !== undefined || isReplayed
  if (isAttempt) countPost(state, lane, clocks.ratesNow)
  const breakerChanges = isAttempt ? learnOfUpstream(state, lane, signal, ended, clocks.now) : []
  if (lane.hasWork) state.wake(lane)
  else if (lane.inFlight === 0) state.rest(lane)
  return breakerChanges
}

/** Counts the post from now: it cannot have landed later. */
function countPost(state: DispatcherState, lane: Lane, ratesNow: number): void {
  const rates = ratesOf(lane.facts?.limits ?? {})
  if (rates.length === 0 && Object.keys(lane.restAt).length === 0) return
  lane.restAt = afterPosts(rates, lane.restAt, 1, ratesNow)
  state.changedLanes.add(lane)
}

/** A probe counts for the upstream it was sent to, even if its account has another by now. */
function learnOfUpstream(
  state: DispatcherState,
  lane: Lane,
  signal: Signal,
  ended: Running | undefined,
  now: number,
): BreakerChange[] {
  const taskId = signal.stream as TaskId
  const upstream = ended?.upstream ?? probedBy(state, taskId) ?? lane.facts?.upstream
  if (upstream === undefined) return []
  const verdict = verdictOf(signal.data)
  const wasHealthy = lane.healthy
  if (verdict !== 'neutral' && lane.healthy !== (verdict === 'healthy')) {
    lane.healthy = verdict === 'healthy'
    state.changedLanes.add(lane)
  }
  if (verdict === 'healthy') state.unanswered.answered(upstream, now)
  const before = state.breakerOf(upstream)
  const after = applySignal(before, { accountId: lane.accountId, taskId, verdict }, wasHealthy, now)
  if (after === before) return []
  state.breakers.set(upstream, after)
  state.changedBreakers.add(upstream)
  const isOpen = after.openUntil !== null
  return isOpen === (before.openUntil !== null) ? [] : [{ upstream, isOpen }]
}

const probedBy = ({ breakers }: DispatcherState, taskId: string): string | undefined =>
  [...breakers].find(([, { probe }]) => probe === taskId)?.[0]

function touch(touched: Touched, { kind, stream, data }: Signal, { runs }: DispatcherState): void {
  if (kind === 'account') touched.accountIds.add(stream as AccountId)
  if (kind === 'account' || kind === 'start') return
  const runId = data.runId ?? (stream as RunId)
  // A run with a task in flight is not over.
  if (!runs.get(runId)?.tasks) touched.runIds.add(runId)
}
