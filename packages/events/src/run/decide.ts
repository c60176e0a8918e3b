import { accept, nothing, refuse, unreachable, type Decision } from '../decision.ts'
import type { EventOf } from '../event.ts'
import type { ArticleId, ProjectId, RunId, ScheduleId } from '../ids.ts'
import type { TaskStatus } from '../task/state.ts'
import { toInstant, type Instant } from '../time.ts'
import { chunksOf } from './chunks-of.ts'
import type { PlannedTask } from './events.ts'
import type { RunState } from './state.ts'

export type CreateRun = {
  readonly type: 'CreateRun'
  readonly runId: RunId
  readonly projectId: ProjectId
  readonly snapshot: string
  readonly articleId?: ArticleId | undefined
  readonly title: string
  readonly tasks: readonly PlannedTask[]
  readonly priority: number
  readonly concurrency: number
  readonly scheduledAt?: Instant | undefined
  readonly timeZone?: string | undefined
  readonly wallTime?: string | undefined
  readonly scheduleId?: ScheduleId | undefined
  /** Start at creation: one commit instead of two. */
  readonly start: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

export type RescheduleRun = {
  readonly type: 'RescheduleRun'
  readonly runId: RunId
  readonly scheduledAt: Instant
  readonly timeZone?: string | undefined
  readonly wallTime?: string | undefined
  /** From `If-Match`: the version the caller has seen. */
  readonly expectedVersion?: number | undefined
}

export type RunCommand =
  | CreateRun
  | RescheduleRun
  | { readonly type: 'StartRun'; readonly runId: RunId; readonly now: number }
  | { readonly type: 'PauseRun'; readonly runId: RunId }
  | { readonly type: 'ResumeRun'; readonly runId: RunId }
  | { readonly type: 'CancelRun'; readonly runId: RunId }
  | {
      readonly type: 'CompleteRun'
      readonly runId: RunId
      readonly counts: Readonly<Partial<Record<TaskStatus, number>>>
    }

export type RunEvent = EventOf<
  | 'RunCreated'
  | 'TasksPlanned'
  | 'RunStarted'
  | 'RunRescheduled'
  | 'RunPaused'
  | 'RunResumed'
  | 'RunCancelled'
  | 'RunCompleted'
>
export type RunRefusal =
  | 'run-exists'
  | 'run-not-found'
  | 'run-not-started'
  | 'run-over'
  | 'version-mismatch'

type RunDecision = Decision<RunEvent, RunRefusal>

export function decideRun(command: RunCommand, run: RunState | null): RunDecision {
  if (command.type === 'CreateRun') return run ? refuse('run-exists') : create(command)
  if (!run) return refuse('run-not-found')
  switch (command.type) {
    case 'StartRun':
      return start(run, command.now)
    case 'RescheduleRun':
      return reschedule(command, run)
    case 'PauseRun':
      return move(run, 'running', 'paused', { type: 'RunPaused', data: {} })
    case 'ResumeRun':
      return move(run, 'paused', 'running', { type: 'RunResumed', data: {} })
    case 'CancelRun':
      if (run.status === 'cancelled') return nothing
      if (run.status === 'completed') return refuse('run-over')
      return accept({ type: 'RunCancelled', data: {} })
    case 'CompleteRun':
      if (run.status !== 'running') return nothing
      return accept({ type: 'RunCompleted', data: { counts: { ...command.counts } } })
    default:
      return unreachable(command)
  }
}

function create(command: CreateRun): RunDecision {
  const { runId: _, type: __, tasks, start: startNow, now, ...facts } = command
  const events: [RunEvent, ...RunEvent[]] = [
    { type: 'RunCreated', data: { ...facts, taskCount: tasks.length } },
  ]
  for (const chunk of chunksOf(tasks)) events.push({ type: 'TasksPlanned', data: { tasks: chunk } })
  if (startNow) events.push(started(command.scheduledAt, now))
  return accept(...events)
}

/** A second start changes nothing: that is what makes `start` safe to repeat. */
function start(run: RunState, now: number): RunDecision {
  switch (run.status) {
    case 'draft':
      return accept(started(run.scheduledAt ?? undefined, now))
    case 'running':
    case 'paused':
    case 'completed':
      return nothing
    case 'cancelled':
      return refuse('run-over')
    default:
      return unreachable(run.status)
  }
}

function reschedule(command: RescheduleRun, run: RunState): RunDecision {
  const { scheduledAt, timeZone, wallTime, expectedVersion } = command
  if (expectedVersion !== undefined && expectedVersion !== run.version)
    return refuse('version-mismatch')
  if (run.status === 'completed' || run.status === 'cancelled') return refuse('run-over')
  if (run.scheduledAt === scheduledAt && run.timeZone === (timeZone ?? null)) return nothing
  return accept({ type: 'RunRescheduled', data: { scheduledAt, timeZone, wallTime } })
}

/** An instant in the past means now: a task is never late because the request came late. */
function started(scheduledAt: Instant | undefined, now: number): EventOf<'RunStarted'> {
  const dueAt = scheduledAt && Date.parse(scheduledAt) > now ? scheduledAt : toInstant(now)
  return { type: 'RunStarted', data: { dueAt } }
}

function move(
  run: RunState,
  from: 'running' | 'paused',
  to: 'running' | 'paused',
  event: RunEvent,
): RunDecision {
  if (run.status === from) return accept(event)
  if (run.status === to) return nothing
  return refuse(run.status === 'draft' ? 'run-not-started' : 'run-over')
}
