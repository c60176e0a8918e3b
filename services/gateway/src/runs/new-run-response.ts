import type { Handled } from '@pressrun/db'
import {
  evolveRun,
  plannedTaskState,
  queueTask,
  type RunEvent,
  type RunId,
  type RunState,
  type TaskState,
} from '@pressrun/events'
import type { z } from 'zod'
import type { task } from '../tasks/schema.ts'
import { blockedOn } from '../tasks/blocked-on.ts'
import { tasksInlineMax, type runDetail } from './schema.ts'
import { toRun } from './response.ts'

type Happened = Extract<Handled, { kind: 'events' }>

/**
 * The response for a run that was just created, made of what was written: nothing is read again, and what its tasks
 * wait for is still unknown.
 */
export function newRunResponse(
  id: RunId,
  { events, at }: Happened,
  now: number,
): z.output<typeof runDetail> {
  const written = events as readonly RunEvent[]
  const run = written.reduce<RunState | null>(
    (before, event) => evolveRun(before, event, id, at),
    null,
  )
  if (!run) throw new Error(`${id} was created without an event`)
  const started = written.find((event) => event.type === 'RunStarted')
  const counts = { [started ? 'queued' : 'planned']: run.taskCount }
  if (run.taskCount > tasksInlineMax) return { ...toRun(run, counts), tasks: null }
  const planned = written.flatMap((event) =>
    event.type === 'TasksPlanned' ? event.data.tasks : [],
  )
  const tasks = planned.map((planned) => {
    const task = plannedTaskState(planned, id, run)
    return newTask(started ? queueTask(task, started, at) : task, now)
  })
  return { ...toRun(run, counts), tasks }
}

function newTask(state: TaskState, now: number): z.output<typeof task> {
  const untried = { firstAttemptAt: null, inDoubt: false, error: null }
  const waiting = {
    status: state.status,
    notBefore: state.notBefore,
    nextCheckAt: null,
    ...untried,
  }
  const block = blockedOn(waiting, undefined, now)
  return {
    id: state.id,
    runId: state.runId,
    projectId: state.projectId,
    accountId: state.accountId,
    platform: state.platform,
    status: state.status,
    priority: state.priority,
    attempt: state.attempt,
    generation: state.generation,
    dueAt: state.dueAt,
    ...(block && { blockedOn: block }),
  }
}
