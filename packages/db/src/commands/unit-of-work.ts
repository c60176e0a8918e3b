import {
  decideTask,
  evolveTask,
  type Command,
  type Decision,
  type DomainEvent,
  type EventMeta,
  type Refusal,
  type StreamId,
  type TaskCommand,
  type TaskEvent,
} from '@pressrun/events'
import { appendEvents } from '../log/append.ts'
import type { NewEvent } from '../log/chunks.ts'
import type { Statement } from '../table/query.ts'
import type { Change } from '../table/statements.ts'
import type { RowOf } from '../table/table.ts'
import { insertAccounts, updateAccounts } from '../tables/accounts.ts'
import { insertRuns, updateRuns, type runs } from '../tables/runs.ts'
import { insertSchedules, updateSchedules } from '../tables/schedules.ts'
import { updateSources } from '../tables/sources.ts'
import {
  accountDecider,
  runDecider,
  scheduleDecider,
  sourceDecider,
  type Decider,
  type Versioned,
} from './deciders.ts'
import type { Handled, Request } from './request.ts'
import { PlannedTasks } from './planned-tasks.ts'
import { emptyStates, type States } from './states.ts'
import { TaskChanges } from './task-changes.ts'

/**
 * What one transaction is going to write: commands are decided on it in order, each seeing the effects of those before
 * it, and `statements` writes it all with one statement a table where possible. It does no I/O.
 */
export class UnitOfWork {
  readonly #states: States
  readonly #at: string
  readonly #events: NewEvent[] = []
  readonly #extraStatements: Statement[] = []
  readonly #created = new Map<StreamId, EventMeta>()
  /** The states of what is changed, as they were before. */
  readonly #before = new Map<StreamId, unknown>()
  readonly #taskChanges = new TaskChanges()
  readonly #plannedTasks = new PlannedTasks()

  /** `states`: of the streams its commands name; a stream left out is known not to exist. */
  constructor(states: Partial<States>, at: string) {
    this.#states = { ...emptyStates(), ...states }
    this.#at = at
  }

  decide({ command, meta, extraStatements = [] }: Request): Handled {
    const decision = this.#decideOne(command, meta)
    if (decision.kind !== 'events') return decision
    this.#extraStatements.push(...extraStatements)
    return { ...decision, at: this.#at }
  }

  /** For commands that have no reason to be refused: a refusal is a fault, and thrown. */
  mustDecide(request: Request): readonly DomainEvent[] {
    const handled = this.decide(request)
    if (handled.kind === 'refused')
      throw new Error(`${request.command.type} was refused: ${handled.reason}`)
    return handled.kind === 'events' ? handled.events : []
  }

  #decideOne(command: Command, meta: EventMeta): Decided {
    const { runs, accounts, sources, schedules } = this.#states
    if ('taskId' in command) return this.#decideTask(command, meta)
    if ('runId' in command) return this.#decideBy(runDecider, runs, command.runId, command, meta)
    if ('sourceId' in command)
      return this.#decideBy(sourceDecider, sources, command.sourceId, command, meta)
    if ('scheduleId' in command)
      return this.#decideBy(scheduleDecider, schedules, command.scheduleId, command, meta)
    return this.#decideBy(accountDecider, accounts, command.accountId, command, meta)
  }

  get isEmpty(): boolean {
    return this.#events.length === 0
  }

  statements(): Statement[] {
    const { runs, tasks, accounts, sources, schedules } = this.#states
    return [
      ...this.#extraStatements,
      ...some(insertAccounts, this.#pick(accounts, this.#created.keys())),
      ...some(updateAccounts, this.#changes(accounts)),
      ...some(updateSources, this.#changes(sources)),
      ...some(insertSchedules, this.#pick(schedules, this.#created.keys())),
      ...some(updateSchedules, this.#changes(schedules)),
      ...some(insertRuns, this.#newRuns()),
      ...some(updateRuns, this.#changes(runs)),
      ...this.#plannedTasks.inserts(),
      ...this.#taskChanges.statements(this.#at, (id) => this.#changeOf(tasks, id)),
      ...this.#plannedTasks.queues(this.#at),
      appendEvents(this.#events),
    ]
  }

  #decideTask(command: TaskCommand, meta: EventMeta): Decided {
    let task = this.#states.tasks.get(command.taskId) ?? null
    const decision = decideTask(command, task)
    if (decision.kind !== 'events' || !task) return decision
    if (!this.#before.has(task.id)) this.#before.set(task.id, task)
    for (const event of decision.events) {
      task = evolveTask(task, event, this.#at)
      this.#record(command.taskId, task.version, event, meta)
    }
    this.#states.tasks.set(command.taskId, task)
    this.#taskChanges.add(command.taskId, decision.events.length)
    return decision
  }

  /** Decides commands of all streams but those of tasks, which differ in their decider alone. */
  #decideBy<Id extends StreamId, State extends Versioned, Command, Event extends DomainEvent>(
    { decide, evolve }: Decider<Id, State, Command, Event>,
    states: Map<StreamId, State>,
    id: Id,
    command: Command,
    meta: EventMeta,
  ): Decided {
    let state = states.get(id) ?? null
    const decision = decide(command, state)
    if (decision.kind !== 'events') return decision
    this.#touch(id, state, meta)
    for (const event of decision.events) {
      state = evolve(state, event, id, this.#at)
      this.#record(id, state.version, event, meta)
      states.set(id, state)
      const run = this.#states.runs.get(id)
      if (run) this.#plannedTasks.apply(run, event, this.#at)
    }
    return decision
  }

  #touch(streamId: StreamId, state: Versioned | null, meta: EventMeta): void {
    if (!state) this.#created.set(streamId, meta)
    else if (!this.#created.has(streamId) && !this.#before.has(streamId))
      this.#before.set(streamId, state)
  }

  #record(
    streamId: StreamId,
    version: number,
    event: DomainEvent | TaskEvent,
    meta: EventMeta,
  ): void {
    this.#events.push({ streamId, version, event, meta, at: this.#at })
  }

  #newRuns(): RowOf<typeof runs>[] {
    return [...this.#created].flatMap(([id, meta]) => {
      const run = this.#states.runs.get(id)
      return run ? { ...run, meta } : []
    })
  }

  #changes<State>(states: ReadonlyMap<StreamId, State>): Change<State>[] {
    return [...this.#before.keys()].flatMap((id) =>
      states.has(id) ? [this.#changeOf(states, id)] : [],
    )
  }

  #changeOf<State>(states: ReadonlyMap<StreamId, State>, id: StreamId): Change<State> {
    return { before: this.#before.get(id) as State, after: states.get(id) as State }
  }

  #pick<State>(states: ReadonlyMap<StreamId, State>, ids: Iterable<StreamId>): State[] {
    return [...ids].flatMap((id) => states.get(id) ?? [])
  }
}

type Decided = Decision<DomainEvent, Refusal>

const some = <State>(
  statement: (states: readonly State[]) => Statement,
  states: readonly State[],
): Statement[] => (states.length > 0 ? [statement(states)] : [])
