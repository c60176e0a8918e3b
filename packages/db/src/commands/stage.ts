import {
  decideTask,
  evolveTask,
  plannedTaskState,
  queueTask,
  type Command,
  type DomainEvent,
  type EventMeta,
  type EventOf,
  type MintId,
  type RunId,
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
import { insertTasks, queueTasksOfRun, type NewTask } from '../state/tasks.ts'
import type { Statement } from '../transaction.ts'
import { accountLaw, runLaw, scheduleLaw, sourceLaw, type Law, type Versioned } from './laws.ts'
import type { Handled, Request } from './request.ts'
import type { States } from './states.ts'
import { TaskChanges } from './task-changes.ts'

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
  readonly #taskChanges = new TaskChanges()
  readonly #plannedTasks = new Map<RunId, Map<TaskId, NewTask>>()
  readonly #startedRuns = new Map<RunId, EventOf<'RunStarted'>>()

  constructor(states: States, mint: MintId, at: string) {
    this.#states = states
    this.#mint = mint
    this.#at = at
  }

  decide({ command, meta, alongside = [] }: Request): Handled {
    const handled = this.#decideOne(command, meta)
    if (handled.kind === 'events') this.#alongside.push(...alongside)
    return handled
  }

  /** For what nobody can have a reason to refuse: a refusal is a fault, and thrown. */
  mustDecide(request: Request): readonly DomainEvent[] {
    const handled = this.decide(request)
    if (handled.kind === 'refused')
      throw new Error(`${request.command.type} was refused: ${handled.reason}`)
    return handled.kind === 'events' ? handled.events : []
  }

  #decideOne(command: Command, meta: EventMeta): Handled {
    const { runs, accounts, sources, schedules } = this.#states
    if ('taskId' in command) return this.#decideTask(command, meta)
    if ('runId' in command) return this.#decideBy(runLaw, runs, command.runId, command, meta)
    if ('sourceId' in command)
      return this.#decideBy(sourceLaw, sources, command.sourceId, command, meta)
    if ('scheduleId' in command)
      return this.#decideBy(scheduleLaw, schedules, command.scheduleId, command, meta)
    return this.#decideBy(accountLaw, accounts, command.accountId, command, meta)
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
      ...this.#taskChanges.statements(tasks),
      ...[...this.#startedRuns].map(([runId, event]) =>
        queueTasksOfRun(runId, event.data.dueAt, this.#at),
      ),
      appendEvents(this.#events),
    ]
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
    this.#taskChanges.add(command, decision.events.length)
    return decision
  }

  /** Decides what the streams but those of tasks are asked: they differ in their law alone. */
  #decideBy<Id extends StreamId, State extends Versioned, Command, Event extends DomainEvent>(
    { decide, evolve }: Law<Id, State, Command, Event>,
    states: Map<StreamId, State>,
    id: Id,
    command: Command,
    meta: EventMeta,
  ): Handled {
    let state = states.get(id) ?? null
    const decision = decide(command, state)
    if (decision.kind !== 'events') return decision
    this.#touch(id, state !== null, meta)
    for (const event of decision.events) {
      state = evolve(state, event, id, this.#at)
      this.#record(id, state.version, event, meta)
      states.set(id, state)
      this.#applyToTasks(id, event)
    }
    return decision
  }

  /** A run's word about its tasks: they are planned one by one and queued all together. */
  #applyToTasks(streamId: StreamId, event: DomainEvent): void {
    const run = this.#states.runs.get(streamId)
    if (!run) return
    const runId = run.id
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

const some = <State>(
  statement: (states: readonly State[]) => Statement,
  states: readonly State[],
): Statement[] => (states.length > 0 ? [statement(states)] : [])
