import type { AccountEvent } from './account/decide.ts'
import { evolveAccount } from './account/evolve.ts'
import type { AccountState } from './account/state.ts'
import type { EventOf, RecordedEvent } from './event.ts'
import type { AccountId, RunId, ScheduleId, SourceId, TaskId } from './ids.ts'
import type { RunEvent } from './run/decide.ts'
import { evolveRun } from './run/evolve.ts'
import type { RunState } from './run/state.ts'
import type { ScheduleEvent } from './schedule/decide.ts'
import { evolveSchedule } from './schedule/evolve.ts'
import type { ScheduleState } from './schedule/state.ts'
import type { SourceEvent } from './source/decide.ts'
import { evolveSource } from './source/evolve.ts'
import type { SourceState } from './source/state.ts'
import { aggregateOf } from './subjects.ts'
import type { TaskEvent } from './task/decision.ts'
import { evolveTask, plannedTaskState, queueTask } from './task/evolve.ts'
import type { TaskState } from './task/state.ts'

/** A task by the log, with the overrides its run planned it with. */
type FoldedTask = TaskState & { readonly overrides: Record<string, unknown> | null }

/** The state that the whole log adds up to. */
export type Fold = {
  readonly runs: Map<RunId, RunState>
  readonly tasks: Map<TaskId, FoldedTask>
  readonly accounts: Map<AccountId, AccountState>
  /** Sources that were ever scanned. */
  readonly sources: Map<SourceId, SourceState>
  readonly schedules: Map<ScheduleId, ScheduleState>
  /** The tasks of each run, in their planned order. */
  readonly tasksOfRun: Map<RunId, TaskId[]>
}

export const emptyFold = (): Fold => ({
  runs: new Map(),
  tasks: new Map(),
  accounts: new Map(),
  sources: new Map(),
  schedules: new Map(),
  tasksOfRun: new Map(),
})

/** Applies the events, in the order of the log. A long log is folded in parts. */
export function fold(events: Iterable<RecordedEvent>, into: Fold = emptyFold()): Fold {
  for (const event of events) foldEvent(into, event)
  return into
}

function foldEvent(into: Fold, event: RecordedEvent): void {
  const aggregate = aggregateOf(event.type)
  if (aggregate === 'run') return foldRun(into, event as RunEvent & RecordedEvent)
  if (aggregate === 'task') return foldTask(into, event as TaskEvent & RecordedEvent)
  if (aggregate === 'source') return foldSource(into, event as SourceEvent & RecordedEvent)
  if (aggregate === 'schedule') return foldSchedule(into, event as ScheduleEvent & RecordedEvent)
  const id = event.streamId as AccountId
  const account = into.accounts.get(id) ?? null
  into.accounts.set(id, evolveAccount(account, event as AccountEvent, id, event.recordedAt))
}

function foldSchedule(into: Fold, event: ScheduleEvent & RecordedEvent): void {
  const id = event.streamId as ScheduleId
  const schedule = into.schedules.get(id) ?? null
  into.schedules.set(id, evolveSchedule(schedule, event, id, event.recordedAt))
}

function foldSource(into: Fold, event: SourceEvent & RecordedEvent): void {
  const id = event.streamId as SourceId
  const source = into.sources.get(id) ?? null
  into.sources.set(id, evolveSource(source, event, id, event.recordedAt))
}

function foldRun(into: Fold, event: RunEvent & RecordedEvent): void {
  const id = event.streamId as RunId
  const run = evolveRun(into.runs.get(id) ?? null, event, id, event.recordedAt)
  into.runs.set(id, run)
  if (event.type === 'TasksPlanned') plan(into, run, event)
  if (event.type === 'RunStarted') queue(into, id, event)
}

function foldTask(into: Fold, event: TaskEvent & RecordedEvent): void {
  const id = event.streamId as TaskId
  const task = into.tasks.get(id)
  if (!task) throw new Error(`${event.type} before TasksPlanned of ${id}`)
  const { overrides } = task
  into.tasks.set(id, { ...evolveTask(task, event, event.recordedAt), overrides })
}

function plan(into: Fold, run: RunState, { data }: EventOf<'TasksPlanned'>): void {
  const planned = into.tasksOfRun.get(run.id) ?? []
  into.tasksOfRun.set(run.id, planned)
  for (const task of data.tasks) {
    planned.push(task.taskId)
    into.tasks.set(task.taskId, {
      ...plannedTaskState(task, run.id, run),
      overrides: task.overrides ?? null,
    })
  }
}

function queue(into: Fold, runId: RunId, event: RecordedEvent<'RunStarted'>): void {
  for (const id of into.tasksOfRun.get(runId) ?? []) {
    const task = into.tasks.get(id)
    if (task)
      into.tasks.set(id, { ...queueTask(task, event, event.recordedAt), overrides: task.overrides })
  }
}
