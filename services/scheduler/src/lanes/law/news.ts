import {
  isOwnTrouble,
  type AccountId,
  type EventType,
  type RunId,
  type TaskId,
} from '@pressrun/events'
import type { AttemptSignal } from './breaker.ts'

/** The end of an attempt: its account and its run have room again, and its outcome is a signal. */
const ends: readonly EventType[] = [
  'TaskPublished',
  'TaskAttemptFailed',
  'TaskUnconfirmed',
  'TaskHeld',
]
const queuedAgain: readonly EventType[] = ['TaskReleased', 'TaskRetryRequested', 'TaskRescheduled']
const accountChanges: readonly EventType[] = [
  'AccountResumed',
  'AccountChanged',
  'AccountThrottled',
]
export const startTypes: readonly EventType[] = ['RunStarted', 'RunResumed', 'RunRescheduled']
const stops: readonly EventType[] = ['RunPaused', 'RunCancelled']

/** The events that may let something go out. */
export const wakingTypes = [...ends, ...queuedAgain, ...accountChanges, ...startTypes, ...stops]

/** An event of one of these types, as far as it matters here. */
export type WakingEvent = {
  readonly type: EventType
  readonly streamId: string
  readonly data: {
    readonly accountId?: AccountId
    readonly runId?: RunId
    readonly error?: { readonly class: string; readonly code: string }
    readonly knownBy?: string
    readonly scope?: string
    readonly until?: string
  }
  /** How many tasks the run has; only for events that start one. */
  readonly taskCount: number | null
}

/** What has happened since the last look, as far as it may let something go out. */
export type News = {
  /** Accounts with an attempt that ended, with another queued task, or with changed settings. */
  readonly accountIds: ReadonlySet<AccountId>
  /** Runs whose queued tasks may go out from now on, with how many tasks they have. */
  readonly startedRuns: ReadonlyMap<RunId, number>
  /** Runs that may have room, or that no longer hold up any lane. */
  readonly freedRuns: ReadonlySet<RunId>
  readonly signals: readonly AttemptSignal[]
  readonly blocks: readonly Block[]
}

/** The remote behind an account asked all accounts to wait. */
export type Block = { readonly accountId: AccountId; readonly until: number }

export function newsOf(events: readonly WakingEvent[]): News {
  const accountIds = new Set<AccountId>()
  const startedRuns = new Map<RunId, number>()
  const freedRuns = new Set<RunId>()
  const signals: AttemptSignal[] = []
  const blocks: Block[] = []
  for (const { type, streamId, data, taskCount } of events) {
    const { accountId, runId } = data
    if (startTypes.includes(type)) startedRuns.set(streamId as RunId, taskCount ?? 0)
    else if (stops.includes(type)) freedRuns.add(streamId as RunId)
    else if (accountChanges.includes(type)) accountIds.add(streamId as AccountId)
    else if (accountId) accountIds.add(accountId)
    if (type === 'AccountThrottled' && data.scope === 'platform' && data.until)
      blocks.push({ accountId: streamId as AccountId, until: Date.parse(data.until) })
    if (!ends.includes(type) || !accountId || !runId) continue
    freedRuns.add(runId)
    signals.push({ accountId, taskId: streamId as TaskId, verdict: verdictOf(data) })
  }
  return { accountIds, startedRuns, freedRuns, signals, blocks }
}

/** Only the attempt's own answer counts: what is learned in another way says nothing about the remote. */
function verdictOf({ error, knownBy }: WakingEvent['data']): AttemptSignal['verdict'] {
  if (knownBy || isOwnTrouble(error?.code ?? '')) return 'neutral'
  return error?.class === 'unknown' || error?.class === 'not-sent' ? 'failing' : 'healthy'
}
