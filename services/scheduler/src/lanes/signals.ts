import {
  isOwnProblem,
  typeOfSubject,
  type AccountId,
  type EventType,
  type RunId,
  type StoredEvent,
} from '@pressrun/events'
import type { AttemptSignal } from './rules/breaker.ts'

/**
 * The end of an attempt: slots of its account and its run are free again. TaskUnconfirmed may also end a waiting task.
 */
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
/** Rows of these are read with the accounts of the tasks they start. */
export const startTypes: readonly EventType[] = ['RunStarted', 'RunResumed']
/** These matter to periodic tasks only. */
const others: readonly EventType[] = ['TaskStillUnconfirmed', 'TaskCancelled']

/** Rows of these are read with their data. */
export const signalTypes = [...ends, ...queuedAgain, ...accountChanges, ...startTypes, ...others]

/** The part of an event that the dispatcher and the periodic tasks need. */
export type Signal = {
  readonly kind: 'end' | 'queued' | 'account' | 'start' | 'other'
  readonly stream: string
  readonly at: string
  readonly data: {
    readonly accountId?: AccountId
    readonly runId?: RunId
    readonly attempt?: number
    readonly error?: { readonly class: string; readonly code: string }
    readonly knownBy?: string
    readonly retryAt?: string
    readonly dueAt?: string
    readonly scope?: string
    readonly until?: string
  }
}

/** A row of the log as read; `data` is null where it is not needed. */
export type EncodedRow = {
  readonly seq: number
  readonly subject: string
  readonly at: string
  readonly data: string | null
  /** The accounts of tasks that may go out because of it. */
  readonly accountIds: readonly AccountId[] | null
}

export type SignalRow = Pick<EncodedRow, 'seq' | 'subject' | 'accountIds'> & {
  readonly events: readonly Signal[]
}

export const decodeRow = (row: EncodedRow): SignalRow => ({ ...row, events: eventsOf(row) })

function eventsOf({ subject, at, data }: EncodedRow): Signal[] {
  if (data === null) return []
  const kind = kindOf(typeOfSubject(subject) as EventType)
  const events = JSON.parse(data) as StoredEvent[]
  return events.map((event) => ({
    kind,
    at,
    stream: event.stream,
    data: event.data as Signal['data'],
  }))
}

function kindOf(type: EventType): Signal['kind'] {
  if (ends.includes(type)) return 'end'
  if (queuedAgain.includes(type)) return 'queued'
  if (accountChanges.includes(type)) return 'account'
  return type === 'RunStarted' ? 'start' : 'other'
}

/** Only the attempt's own answer counts: what is learned otherwise says nothing about the upstream. */
export function verdictOf({ error, knownBy }: Signal['data']): AttemptSignal['verdict'] {
  if (knownBy || isOwnProblem(error?.code ?? '')) return 'neutral'
  return error?.class === 'unknown' || error?.class === 'not-sent' ? 'failing' : 'healthy'
}
