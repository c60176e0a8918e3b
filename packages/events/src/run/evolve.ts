import { unreachable } from '../decision.ts'
import type { RunId } from '../ids.ts'
import type { Instant } from '../time.ts'
import type { RunEvent } from './decide.ts'
import type { RunState } from './state.ts'

/** Folds one event into the run. Never refuses: the event has happened. `at` is when. */
export function evolveRun(run: RunState | null, event: RunEvent, id: RunId, at: Instant): RunState {
  if (event.type === 'RunCreated') return created(event.data, id, at)
  if (!run) throw new Error(`${event.type} before RunCreated in ${id}`)
  const next = { ...run, version: run.version + 1 }
  switch (event.type) {
    case 'TasksPlanned':
      return next
    case 'RunStarted':
      return { ...next, status: 'running', startedAt: at }
    case 'RunRescheduled':
      return {
        ...next,
        scheduledAt: event.data.scheduledAt,
        timeZone: event.data.timeZone ?? null,
        wallTime: event.data.wallTime ?? null,
      }
    case 'RunPaused':
      return { ...next, status: 'paused' }
    case 'RunResumed':
      return { ...next, status: 'running' }
    case 'RunCancelled':
      return { ...next, status: 'cancelled', endedAt: at }
    case 'RunCompleted':
      return { ...next, status: 'completed', endedAt: at }
    default:
      return unreachable(event)
  }
}

function created(
  data: Extract<RunEvent, { type: 'RunCreated' }>['data'],
  id: RunId,
  at: Instant,
): RunState {
  return {
    id,
    version: 1,
    status: 'draft',
    projectId: data.projectId,
    snapshot: data.snapshot,
    articleId: data.articleId ?? null,
    title: data.title,
    taskCount: data.taskCount,
    priority: data.priority,
    concurrency: data.concurrency,
    scheduledAt: data.scheduledAt ?? null,
    timeZone: data.timeZone ?? null,
    wallTime: data.wallTime ?? null,
    scheduleId: data.scheduleId ?? null,
    createdAt: at,
    startedAt: null,
    endedAt: null,
  }
}
