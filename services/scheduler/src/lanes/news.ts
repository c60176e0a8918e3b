import {
  isOwnTrouble,
  typeOfSubject,
  type AccountId,
  type EventType,
  type RunId,
  type StoredEvent,
  type TaskId,
} from '@pressrun/events'
import type { AttemptSignal } from './rules/breaker.ts'

/** The end of an attempt: its account and its run have room again. */
const ends: readonly EventType[] = [
  'TaskPublished',
  'TaskAttemptFailed',
  'TaskUnconfirmed',
  'TaskHeld',
]
const queuedAgain: readonly EventType[] = ['TaskReleased', 'TaskRetryRequested', 'TaskRescheduled']
const accountChanges: readonly EventType[] = [
  'AccountConnected',
  'AccountChanged',
  'AccountPaused',
  'AccountResumed',
  'AccountHeld',
  'AccountThrottled',
  'AccountRemoved',
]
/** Rows of these are read with the accounts of the tasks that may go out by them. */
export const startTypes: readonly EventType[] = ['RunStarted', 'RunResumed']

/** Rows of these subjects are read with what they say. */
export const toldTypes: readonly EventType[] = [
  ...ends,
  ...queuedAgain,
  ...accountChanges,
  ...startTypes,
  'TaskStillUnconfirmed',
  'TaskCancelled',
]
/** An event, as far as the dispatcher and the periodic tasks have to know. */
export type News =
  | { readonly kind: 'started'; readonly dueAt: number | null }
  | {
      readonly kind: 'ended'
      readonly taskId: TaskId
      readonly accountId: AccountId
      readonly runId: RunId
      readonly attempt: number
      readonly verdict: AttemptSignal['verdict']
      /** Its own answer said so, and nobody who was asked later. */
      readonly isFirstHand: boolean
      readonly retryAt: number | null
    }
  | {
      readonly kind: 'queued'
      readonly accountId: AccountId
      readonly runId: RunId
    }
  | {
      readonly kind: 'account'
      readonly accountId: AccountId
      /** All accounts of its remote were asked to wait until then. */
      readonly blockedUntil: number | null
    }
  | { readonly kind: 'task'; readonly runId: RunId }

/** A row of the log as it was read; `data` is null where it changes nothing here. */
export type NewsRow = {
  readonly seq: number
  readonly subject: string
  readonly at: string
  readonly data: string | null
  /** The accounts of tasks that runs have which start with it. */
  readonly accountIds: readonly AccountId[] | null
}

type Said = {
  readonly accountId: AccountId
  readonly runId: RunId
  readonly attempt: number
  readonly error?: { readonly class: string; readonly code: string }
  readonly knownBy?: string
  readonly retryAt?: string
  readonly dueAt?: string
  readonly scope?: string
  readonly until?: string
}

export function newsOf({ subject, at, data }: NewsRow): News[] {
  if (data === null) return []
  const type = typeOfSubject(subject) as EventType
  return (JSON.parse(data) as StoredEvent[]).map(({ stream, data: said }) =>
    read(type, stream, said as Said, at),
  )
}

function read(type: EventType, stream: string, said: Said, at: string): News {
  const { accountId, runId } = said
  if (type === 'RunResumed') return { kind: 'task', runId: stream as RunId }
  if (type === 'RunStarted') {
    const isLater = said.dueAt !== undefined && said.dueAt > at
    return { kind: 'started', dueAt: isLater ? msOf(said.dueAt) : null }
  }
  if (accountChanges.includes(type)) {
    const blockedUntil = said.scope === 'platform' ? msOf(said.until) : null
    return { kind: 'account', accountId: stream as AccountId, blockedUntil }
  }
  if (queuedAgain.includes(type)) return { kind: 'queued', accountId, runId }
  if (!ends.includes(type)) return { kind: 'task', runId }
  return {
    kind: 'ended',
    taskId: stream as TaskId,
    accountId,
    runId,
    attempt: said.attempt,
    verdict: verdictOf(said),
    isFirstHand: said.knownBy === undefined,
    retryAt: msOf(said.retryAt),
  }
}

const msOf = (instant: string | undefined) => (instant === undefined ? null : Date.parse(instant))

/** Only the attempt's own answer counts: what is learned in another way says nothing about the remote. */
function verdictOf({ error, knownBy }: Said): AttemptSignal['verdict'] {
  if (knownBy || isOwnTrouble(error?.code ?? '')) return 'neutral'
  return error?.class === 'unknown' || error?.class === 'not-sent' ? 'failing' : 'healthy'
}
