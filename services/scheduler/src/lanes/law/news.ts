import { isOwnTrouble, type AccountId, type RunId, type TaskId } from '@pressrun/events'
import type { Sign } from './breaker.ts'

/** The end of an attempt: its account and its run have room again, and its remote has answered. */
const ends = ['TaskPublished', 'TaskAttemptFailed', 'TaskUnconfirmed', 'TaskHeld']
const queuedAgain = ['TaskReleased', 'TaskRetryRequested', 'TaskRescheduled']
const accountChanges = ['AccountResumed', 'AccountChanged', 'AccountThrottled']
export const startTypes = ['RunStarted', 'RunResumed', 'RunRescheduled']
const stops = ['RunPaused', 'RunCancelled']

/** The events that may let something go out. */
export const wakingTypes = [...ends, ...queuedAgain, ...accountChanges, ...startTypes, ...stops]

/** An event of one of these types, with the fields of it that matter here. */
export type WakingEvent = {
  readonly type: string
  readonly streamId: string
  readonly accountId: AccountId | null
  readonly runId: RunId | null
  readonly errorClass: string | null
  readonly errorCode: string | null
  readonly knownBy: string | null
  readonly scope: string | null
  readonly until: string | null
  /** Of the run that starts. */
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
  readonly signs: readonly Sign[]
  readonly blocks: readonly Block[]
}

/** The remote behind an account asked all accounts to wait. */
export type Block = { readonly accountId: AccountId; readonly until: number }

export function newsOf(events: readonly WakingEvent[]): News {
  const accountIds = new Set<AccountId>()
  const startedRuns = new Map<RunId, number>()
  const freedRuns = new Set<RunId>()
  const signs: Sign[] = []
  const blocks: Block[] = []
  for (const event of events) {
    const { type, streamId, accountId, runId } = event
    if (startTypes.includes(type)) startedRuns.set(streamId as RunId, event.taskCount ?? 0)
    else if (stops.includes(type)) freedRuns.add(streamId as RunId)
    else if (accountChanges.includes(type)) accountIds.add(streamId as AccountId)
    else if (accountId) accountIds.add(accountId)
    if (type === 'AccountThrottled' && event.scope === 'platform' && event.until)
      blocks.push({ accountId: streamId as AccountId, until: Date.parse(event.until) })
    if (!ends.includes(type) || !accountId || !runId) continue
    freedRuns.add(runId)
    signs.push({ accountId, taskId: streamId as TaskId, says: saysOf(event) })
  }
  return { accountIds, startedRuns, freedRuns, signs, blocks }
}

/** Only the attempt's own answer counts: what is learned in another way says nothing about the remote. */
function saysOf({ errorClass, errorCode, knownBy }: WakingEvent): Sign['says'] {
  if (knownBy || isOwnTrouble(errorCode ?? '')) return 'nothing'
  return errorClass === 'unknown' || errorClass === 'not-sent' ? 'ill' : 'well'
}
