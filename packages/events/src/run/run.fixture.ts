import { deciderOf } from '../decider.fixture.ts'
import { decideRun, type CreateRun, type RunEvent } from './decide.ts'
import type { PlannedTask } from './events.ts'
import { evolveRun } from './evolve.ts'
import type { RunState } from './state.ts'

export const now = Date.UTC(2026, 2, 29, 9)
export const at = '2026-03-29T09:00:00.000Z'
export const later = '2026-03-29T12:00:00.000Z'
export const runId = 'run_01h455vb4pex5vsknk084sn02q'

export const plannedTask = (ordinal: number): PlannedTask => ({
  taskId: `task_${String(ordinal).padStart(26, '0')}`,
  accountId: `account_${String(ordinal).padStart(26, '0')}`,
  platform: 'feed',
})

export const createRun: CreateRun = {
  type: 'CreateRun',
  runId,
  projectId: 'project_00000000000000000000000000',
  snapshot: 'a'.repeat(64),
  title: 'Spring',
  tasks: [plannedTask(0), plannedTask(1)],
  priority: 5,
  concurrency: 10,
  start: false,
  now,
}

export const created: RunEvent = {
  type: 'RunCreated',
  data: {
    projectId: createRun.projectId,
    snapshot: createRun.snapshot,
    title: 'Spring',
    taskCount: 2,
    priority: 5,
    concurrency: 10,
  },
}
export const planned: RunEvent = {
  type: 'TasksPlanned',
  data: { tasks: [plannedTask(0), plannedTask(1)] },
}
export const started: RunEvent = { type: 'RunStarted', data: { dueAt: at } }
export const paused: RunEvent = { type: 'RunPaused', data: {} }
export const resumed: RunEvent = { type: 'RunResumed', data: {} }
export const cancelled: RunEvent = { type: 'RunCancelled', data: {} }
export const completed: RunEvent = { type: 'RunCompleted', data: { counts: { published: 2 } } }

export const runDecider = deciderOf(
  decideRun,
  (run: RunState | null, event: RunEvent): RunState | null => evolveRun(run, event, runId, at),
  null,
)
