import {
  decideAccount,
  decideRun,
  decideSchedule,
  decideSource,
  decideTask,
  evolveAccount,
  evolveRun,
  evolveSchedule,
  evolveSource,
  evolveTask,
  plannedTaskState,
  queueTask,
  type AccountCommand,
  type AccountEvent,
  type DomainEvent,
  type EventMeta,
  type EventOf,
  type MintId,
  type RunCommand,
  type RunEvent,
  type RunId,
  type ScheduleCommand,
  type SourceCommand,
  type StreamId,
  type TaskCommand,
  type TaskEvent,
  type TaskId,
} from '@pressrun/events'
import { appendEvents, type NewEvent } from '../log/append.ts'
import { insertAccounts, updateAccounts } from '../state/accounts.ts'
import { insertRuns, updateRuns, type NewRun } from '../state/runs.ts'
import { insertSchedules, updateSchedules } from '../state/schedules.ts'
import { updateSources } from '../state/sources.ts'
import {
  insertTasks,
  queueTasksOfRun,
  updateDispatchedTasks,
  updateSettledTasks,
  updateTasks,
  type NewTask,
} from '../state/tasks.ts'
import type { Statement } from '../transaction.ts'
import type { Handled, Request } from './request.ts'
import type { States } from './states.ts'

/**
 * What one transaction is going to write: commands are decided on it one after the other, each
 * seeing what those before it did, and `statements` says it all in as few statements as there are
 * tables. It does no I/O.
 */
export class Stage {
  readonly #states: States
  readonly #mint: MintId
  readonly #at: string
  readonly #events: NewEvent[] = []
  readonly #alongside: Statement[] = []
  readonly #created = new Map<StreamId, EventMeta>()
  readonly #changed = new Set<StreamId>()
  readonly #taskChanges = new Map<TaskId, TaskChange>()
  readonly #plannedTasks = new Map<RunId, Map<TaskId, NewTask>>()
  readonly #startedRuns = new Map<RunId, EventOf<'RunStarted'>>()

  constructor(states: States, mint: MintId, at: string) {
    this.#states = states
    this.#mint = mint
    this.#at = at
  }

  decide({ command, meta, alongside = [] }: Request): Handled {
    if ('taskId' in command) return this.#keep(this.#decideTask(command, meta), alongside)
    if ('runId' in command) return this.#keep(this.#decideRun(command, meta), alongside)
    if ('sourceId' in command) return this.#keep(this.#decideSource(command, meta), alongside)
    if ('scheduleId' in command) return this.#keep(this.#decideSchedule(command, meta), alongside)
    return this.#keep(this.#decideAccount(command, meta), alongside)
  }

  get isEmpty(): boolean {
    return this.#events.length === 0
  }

  statements(): Statement[] {
    const { runs, tasks, accounts, sources, schedules } = this.#states
    const plannedTasks = [...this.#plannedTasks.values()].flatMap((planned) => [
      ...planned.values(),
    ])
    return [
      ...this.#alongside,
      ...some(insertAccounts, this.#pick(accounts, this.#created.keys())),
      ...some(updateAccounts, this.#pick(accounts, this.#changed)),
      ...some(updateSources, this.#pick(sources, this.#changed)),
      ...some(insertSchedules, this.#pick(schedules, this.#created.keys())),
      ...some(updateSchedules, this.#pick(schedules, this.#changed)),
      ...some(insertRuns, this.#newRuns()),
      ...some(updateRuns, this.#pick(runs, this.#changed)),
      ...some(insertTasks, plannedTasks),
      ...this.#taskUpdates(tasks),
      ...[...this.#startedRuns].map(([runId, event]) =>
        queueTasksOfRun(runId, event.data.dueAt, this.#at),
      ),
      appendEvents(this.#events),
    ]
  }

  /** Tasks with several events take the statement that writes every column. */
  #taskUpdates(tasks: States['tasks']): Statement[] {
    const kinds = Map.groupBy(this.#taskChanges, ([, kind]) => kind)
    const of = (kind: TaskChange) =>
      this.#pick(
        tasks,
        (kinds.get(kind) ?? []).map(([id]) => id),
      )
    return [
      ...some(updateDispatchedTasks, of('dispatched')),
      ...some(updateSettledTasks, of('settled')),
      ...some(updateTasks, of('several')),
    ]
  }

  #keep(handled: Handled, alongside: readonly Statement[]): Handled {
    if (handled.kind === 'events') this.#alongside.push(...alongside)
    return handled
  }

  #decideTask(command: TaskCommand, meta: EventMeta): Handled {
    let task = this.#states.tasks.get(command.taskId) ?? null
    const decision = decideTask(command, task)
    if (decision.kind !== 'events' || !task) return decision
    for (const event of decision.events) {
      task = evolveTask(task, event, this.#at)
      this.#record(command.taskId, task.version, event, meta)
    }
    this.#states.tasks.set(command.taskId, task)
    const known = this.#taskChanges.has(command.taskId)
    this.#taskChanges.set(command.taskId, known ? 'several' : changeBy(command))
    return decision
  }

  #decideAccount(command: AccountCommand, meta: EventMeta): Handled {
    let account = this.#states.accounts.get(command.accountId) ?? null
    const decision = decideAccount(command, account)
    if (decision.kind !== 'events') return decision
    this.#touch(command.accountId, account !== null, meta)
    for (const event of decision.events as readonly AccountEvent[]) {
      account = evolveAccount(account, event, command.accountId, this.#at)
      this.#record(command.accountId, account.version, event, meta)
      this.#states.accounts.set(command.accountId, account)
    }
    return decision
  }

  #decideSource(command: SourceCommand, meta: EventMeta): Handled {
    let source = this.#states.sources.get(command.sourceId) ?? null
    const decision = decideSource(command, source)
    if (decision.kind !== 'events') return decision
    this.#touch(command.sourceId, true, meta)
    for (const event of decision.events) {
      source = evolveSource(source, event, command.sourceId, this.#at)
      this.#record(command.sourceId, source.version, event, meta)
      this.#states.sources.set(command.sourceId, source)
    }
    return decision
  }

  #decideSchedule(command: ScheduleCommand, meta: EventMeta): Handled {
    let schedule = this.#states.schedules.get(command.scheduleId) ?? null
    const decision = decideSchedule(command, schedule)
    if (decision.kind !== 'events') return decision
    this.#touch(command.scheduleId, schedule !== null, meta)
    for (const event of decision.events) {
      schedule = evolveSchedule(schedule, event, command.scheduleId, this.#at)
      this.#record(command.scheduleId, schedule.version, event, meta)
      this.#states.schedules.set(command.scheduleId, schedule)
    }
    return decision
  }

  #decideRun(command: RunCommand, meta: EventMeta): Handled {
    let run = this.#states.runs.get(command.runId) ?? null
    const decision = decideRun(command, run)
    if (decision.kind !== 'events') return decision
    this.#touch(command.runId, run !== null, meta)
    for (const event of decision.events as readonly RunEvent[]) {
      run = evolveRun(run, event, command.runId, this.#at)
      this.#record(command.runId, run.version, event, meta)
      this.#states.runs.set(command.runId, run)
      this.#applyToTasks(command.runId, event)
    }
    return decision
  }

  /** A run's word about its tasks: they are planned one by one and queued all together. */
  #applyToTasks(runId: RunId, event: RunEvent): void {
    const run = this.#states.runs.get(runId)
    if (!run) return
    if (event.type === 'TasksPlanned') {
      const planned = this.#plannedTasks.get(runId) ?? new Map<TaskId, NewTask>()
      this.#plannedTasks.set(runId, planned)
      for (const task of event.data.tasks)
        planned.set(task.taskId, {
          ...plannedTaskState(task, runId, run),
          overrides: task.overrides ?? null,
        })
    }
    if (event.type === 'RunStarted') {
      const planned = this.#plannedTasks.get(runId)
      if (!planned) this.#startedRuns.set(runId, event)
      else
        for (const [id, task] of planned)
          planned.set(id, { ...queueTask(task, event, this.#at), overrides: task.overrides })
    }
  }

  #touch(streamId: StreamId, exists: boolean, meta: EventMeta): void {
    if (!exists) this.#created.set(streamId, meta)
    else if (!this.#created.has(streamId)) this.#changed.add(streamId)
  }

  #record(
    streamId: StreamId,
    version: number,
    event: DomainEvent | TaskEvent,
    meta: EventMeta,
  ): void {
    this.#events.push({ id: this.#mint('event'), streamId, version, event, meta, at: this.#at })
  }

  #newRuns(): NewRun[] {
    return [...this.#created].flatMap(([id, meta]) => {
      const run = this.#states.runs.get(id)
      return run ? { ...run, meta } : []
    })
  }

  #pick<State>(states: ReadonlyMap<StreamId, State>, ids: Iterable<StreamId>): State[] {
    return [...ids].flatMap((id) => states.get(id) ?? [])
  }
}

type TaskChange = 'dispatched' | 'settled' | 'several'

function changeBy(command: TaskCommand): TaskChange {
  if (command.type === 'DispatchTask') return 'dispatched'
  return command.type === 'RecordOutcome' ? 'settled' : 'several'
}

const some = <State>(
  statement: (states: readonly State[]) => Statement,
  states: readonly State[],
): Statement[] => (states.length > 0 ? [statement(states)] : [])
