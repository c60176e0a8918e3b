import { unreachable } from '../decision.ts'
import type { EventOf } from '../event.ts'
import type { RunId } from '../ids.ts'
import type { PlannedTask } from '../run/events.ts'
import type { RunState } from '../run/state.ts'
import type { Instant } from '../time.ts'
import type { TaskEvent } from './decision.ts'
import type { TaskState } from './state.ts'

/** A task as its run planned it. */
export function plannedTaskState(
  planned: PlannedTask,
  runId: RunId,
  run: Pick<RunState, 'projectId' | 'priority'>,
): TaskState {
  return {
    id: planned.taskId,
    version: 0,
    status: 'planned',
    runId,
    projectId: run.projectId,
    accountId: planned.accountId,
    platform: planned.platform,
    priority: run.priority,
    attempt: 0,
    countedAttempts: 0,
    generation: 1,
    dueAt: null,
    notBefore: null,
    nextCheckAt: null,
    attemptAt: null,
    firstAttemptAt: null,
    intent: null,
    inDoubt: false,
    checks: 0,
    cancelRequested: false,
    retryRequest: null,
    remoteId: null,
    url: null,
    error: null,
  }
}

/** The effect of its run's start, at `at`, on a task; the task's own version does not change. */
export function queueTask(task: TaskState, started: EventOf<'RunStarted'>, at: Instant): TaskState {
  if (task.status !== 'planned') return task
  const { dueAt } = started.data
  return { ...task, status: 'queued', dueAt, notBefore: ifLater(dueAt, at) }
}

/** Folds one event of the task's own stream. `at` is when it was recorded. */
export function evolveTask(task: TaskState, event: TaskEvent, at: Instant): TaskState {
  const next = { ...task, version: task.version + 1 }
  switch (event.type) {
    case 'TaskDue':
      return {
        ...next,
        status: 'running',
        nextCheckAt: null,
        attempt: event.data.attempt,
        attemptAt: at,
        // Of a task in doubt without one the first was lost with the database: this is another.
        firstAttemptAt: task.firstAttemptAt ?? (task.inDoubt ? null : at),
        intent: null,
      }
    case 'TaskAttemptStarted': {
      const { payloadHash, token, owner } = event.data
      return { ...next, intent: { payloadHash, token, ...(owner !== undefined && { owner }) } }
    }
    case 'TaskPublished':
      return {
        ...next,
        status: 'published',
        nextCheckAt: null,
        inDoubt: false,
        remoteId: event.data.remoteId ?? null,
        url: event.data.url ?? null,
        error: null,
      }
    case 'TaskAttemptFailed':
      return {
        ...next,
        ...afterFailure(event.data.retryAt, task.dueAt),
        nextCheckAt: null,
        countedAttempts: event.data.countedAttempts,
        inDoubt: (task.inDoubt && !event.data.absent) || event.data.error.class === 'unknown',
        error: event.data.error,
      }
    case 'TaskUnconfirmed':
      return {
        ...next,
        ...unconfirmedUntil(event.data.nextCheckAt),
        inDoubt: true,
        error: event.data.error,
      }
    case 'TaskReconcileDue':
      return { ...next, ...unconfirmedUntil(event.data.againAt), checks: event.data.check }
    case 'TaskStillUnconfirmed':
      return { ...next, ...unconfirmedUntil(event.data.nextCheckAt) }
    case 'TaskLateOutcome':
      return next
    case 'TaskCancelRequested':
      return { ...next, cancelRequested: true }
    case 'TaskHeld':
    case 'TaskHeldWithAccount':
      return { ...next, status: 'held', nextCheckAt: null, error: event.data.error }
    // Tasks scheduled for later stay so.
    case 'TaskReleased':
      return {
        ...next,
        status: 'queued',
        notBefore: ifLater(task.notBefore, at),
        nextCheckAt: null,
      }
    case 'TaskRetryRequested':
      return retried(next, event.data, at)
    case 'TaskRescheduled':
      return {
        ...next,
        status: task.status === 'held' ? 'held' : 'queued',
        nextCheckAt: null,
        dueAt: event.data.dueAt,
        notBefore: ifLater(event.data.dueAt, at),
        // It no longer waits because of its last attempt's error.
        error: task.status === 'held' ? task.error : null,
      }
    // It has no due time any more. That also makes the result the same whether the start of its run came just before
    // or just after, which move the row without a version of the task's own.
    case 'TaskCancelled':
      return { ...next, status: 'cancelled', dueAt: null, notBefore: null, nextCheckAt: null }
    default:
      return unreachable(event)
  }
}

const unconfirmedUntil = (nextCheckAt: Instant | undefined) =>
  ({ status: 'unconfirmed', notBefore: null, nextCheckAt: nextCheckAt ?? null }) as const

const afterFailure = (retryAt: Instant | undefined, dueAt: Instant | null) =>
  retryAt === undefined
    ? ({ status: 'failed', notBefore: null } as const)
    : ({ status: 'queued', notBefore: retryTime(retryAt, dueAt) } as const)

const ifLater = (instant: Instant | null, than: Instant) =>
  instant && instant > than ? instant : null

/**
 * A retry never comes before the time for which the task was meant, even if the clock that set that time was ahead of
 * the one that saw the attempt fail: a waiting task is due by then.
 */
const retryTime = (retryAt: Instant, dueAt: Instant | null): Instant =>
  dueAt && dueAt > retryAt ? dueAt : retryAt

/** A new generation forgets the old post in the current state; the history keeps it. */
function retried(
  task: TaskState,
  data: EventOf<'TaskRetryRequested'>['data'],
  at: Instant,
): TaskState {
  const again: TaskState = {
    ...task,
    status: 'queued',
    countedAttempts: 0,
    dueAt: data.dueAt,
    notBefore: ifLater(data.dueAt, at),
    nextCheckAt: null,
    checks: 0,
    cancelRequested: false,
    retryRequest: data.requestId ?? null,
    error: null,
  }
  if (data.generation === task.generation) return again
  return {
    ...again,
    generation: data.generation,
    firstAttemptAt: null,
    inDoubt: false,
    remoteId: null,
    url: null,
  }
}
