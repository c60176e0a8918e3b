import { deciderOf } from '../decider.fixture.ts'
import { plannedTask } from '../run/run.fixture.ts'
import { decideTask, type TaskCommand } from './decide.ts'
import type { TaskEvent } from './decision.ts'
import { type RecordOutcome } from './settle.ts'
import { evolveTask, plannedTaskState, queueTask } from './evolve.ts'
import type { CommitOutcome } from './outcome.ts'
import type { TaskState } from './state.ts'

export const now = Date.UTC(2026, 2, 29, 9)
export const at = '2026-03-29T09:00:00.000Z'
const runId = 'run_01h455vb4pex5vsknk084sn02q'

export const plannedState: TaskState = plannedTaskState(plannedTask(0), runId, {
  projectId: 'project_00000000000000000000000000',
  priority: 5,
})
export const scheduledState = (dueAt: string) =>
  queueTask(plannedState, { type: 'RunStarted', data: { dueAt } }, at)
export const queuedState = scheduledState(at)
export const taskId = plannedState.id

const evolve = (task: TaskState | null, event: TaskEvent): TaskState | null =>
  task && evolveTask(task, event, at)

export const missing = deciderOf<TaskState | null, TaskCommand, TaskEvent, string>(
  decideTask,
  evolve,
  null,
)
export const planned = deciderOf(decideTask, evolve, plannedState)
/** The decider of a task whose run was started. */
export const queued = deciderOf(decideTask, evolve, queuedState)
export const scheduledFor = (dueAt: string) => deciderOf(decideTask, evolve, scheduledState(dueAt))

/** The common fields of a task's events. */
export const facts = (attempt: number, generation = 1) => ({
  runId: plannedState.runId,
  accountId: plannedState.accountId,
  platform: plannedState.platform,
  attempt,
  generation,
})

export const timing = { startedAt: at, durationMs: 250, latenessMs: 0 }

export const due = (attempt: number, generation = 1): TaskEvent => ({
  type: 'TaskDue',
  data: { ...facts(attempt, generation), dueAt: at },
})
export const error = { code: 'http-400', message: 'Too long.', class: 'rejected' } as const
export const published = (attempt: number, generation = 1): TaskEvent => ({
  type: 'TaskPublished',
  data: { ...facts(attempt, generation), ...timing, remoteId: 'r1', url: 'https://x.example/1' },
})
export const failed = (attempt: number, countedAttempts = 1): TaskEvent => ({
  type: 'TaskAttemptFailed',
  data: { ...facts(attempt), ...timing, error, countedAttempts },
})
export const unconfirmed = (attempt: number): TaskEvent => ({
  type: 'TaskUnconfirmed',
  data: { ...facts(attempt), ...timing, error: { ...error, class: 'unknown' } },
})
export const held = (attempt: number): TaskEvent => ({
  type: 'TaskHeld',
  data: { ...facts(attempt), ...timing, error: { ...error, class: 'auth-required' } },
})
export const cancelled = (attempt = 0): TaskEvent => ({
  type: 'TaskCancelled',
  data: facts(attempt),
})
export const retryRequested = (attempt: number, generation: number, force: boolean): TaskEvent => ({
  type: 'TaskRetryRequested',
  data: { ...facts(attempt, generation), dueAt: at, force },
})

/** A platform of class `key` whose window never ends, five attempts, half of the jitter. */
export const record = (
  outcome: CommitOutcome,
  given: Partial<RecordOutcome> = {},
): RecordOutcome => ({
  type: 'RecordOutcome',
  taskId,
  attempt: 1,
  generation: 1,
  outcome,
  idempotency: { class: 'key', settleMs: 0, canReconcile: false },
  policy: { attemptsMax: 5, baseMs: 1_000, capMs: 60_000 },
  startedAt: now,
  now: now + 250,
  random: 0.5,
  ...given,
})
