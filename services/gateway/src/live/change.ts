import {
  unreachable,
  type AccountId,
  type EventType,
  type RecordedEvent,
  type RunId,
  type RunStatus,
  type TaskError,
  type TaskId,
  type TaskStatus,
} from '@pressrun/events'

/** The data of a `change` event of GET /runs/:id/events. */
export type Change = {
  /** Its position in the log; the id of the event. */
  readonly position: number
  readonly type: string
  readonly at: string
  readonly runId: RunId
  readonly run?: { readonly status: RunStatus }
  readonly task?: {
    readonly id: TaskId
    readonly accountId: AccountId
    readonly platform: string
    readonly status: TaskStatus
    readonly attempt: number
    readonly url?: string | undefined
    readonly remoteId?: string | undefined
    readonly error?: TaskError | undefined
    readonly retryAt?: string | undefined
  }
}

/** The status of the run or the task after each event. */
const statusAfter = {
  RunCreated: 'draft',
  RunStarted: 'running',
  RunPaused: 'paused',
  RunResumed: 'running',
  RunCancelled: 'cancelled',
  RunCompleted: 'completed',
} as const satisfies Partial<Record<EventType, RunStatus>>

export const wantsType = (type: string): boolean =>
  type.startsWith('Run') || type.startsWith('Task')

/** The run of an event; undefined where there is none. */
export function runIdOf(event: RecordedEvent): RunId | undefined {
  if (event.streamId.startsWith('run_')) return event.streamId as RunId
  return 'runId' in event.data ? event.data.runId : undefined
}

/** The change that watchers of the run receive. */
export function changeOf(event: RecordedEvent, runId: RunId): Change {
  const { position, type, recordedAt: at } = event
  const change = { position, type, at, runId }
  if (type in statusAfter)
    return { ...change, run: { status: statusAfter[type as keyof typeof statusAfter] } }
  // A late outcome is only recorded: the task stays as it is.
  if (!event.streamId.startsWith('task_') || quietTypes.has(type)) return change
  return { ...change, task: taskOf(event as TaskEvent) }
}

/** Recorded only, or for later: the task stays as it is. */
const quietTypes: ReadonlySet<EventType> = new Set([
  'TaskLateOutcome',
  'TaskRescheduled',
  'TaskCancelRequested',
])

type TaskEvent = Exclude<
  Extract<RecordedEvent, { type: `Task${string}`; data: { attempt: number } }>,
  { type: 'TaskLateOutcome' | 'TaskRescheduled' | 'TaskCancelRequested' }
>

function taskOf(event: TaskEvent): NonNullable<Change['task']> {
  const { accountId, platform, attempt } = event.data
  const task = { id: event.streamId as `task_${string}`, accountId, platform, attempt }
  switch (event.type) {
    case 'TaskDue':
    case 'TaskAttemptStarted':
      return { ...task, status: 'running' }
    case 'TaskPublished': {
      const { remoteId, url } = event.data
      const remote = { ...(remoteId === undefined ? {} : { remoteId }), ...(url && { url }) }
      return { ...task, status: 'published', ...remote }
    }
    case 'TaskAttemptFailed': {
      const { error, retryAt } = event.data
      const status: TaskStatus = retryAt ? 'queued' : 'failed'
      return { ...task, status, error, ...(retryAt && { retryAt }) }
    }
    case 'TaskUnconfirmed':
    case 'TaskStillUnconfirmed':
      return { ...task, status: 'unconfirmed', error: event.data.error }
    case 'TaskReconcileDue':
      return { ...task, status: 'unconfirmed' }
    case 'TaskHeld':
    case 'TaskHeldWithAccount':
      return { ...task, status: 'held', error: event.data.error }
    case 'TaskReleased':
    case 'TaskRetryRequested':
      return { ...task, status: 'queued' }
    case 'TaskCancelled':
      return { ...task, status: 'cancelled' }
    default:
      return unreachable(event)
  }
}
