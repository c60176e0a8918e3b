import {
  subjectOf,
  taskIdOf,
  toInstant,
  type AccountId,
  type AccountLimits,
  type EventType,
  type RunId,
  type TaskId,
} from '@pressrun/events'
import type { QueuedTask, QueueHead } from '../plan.ts'
import type { EncodedRow } from '../signals.ts'
import type { RunFacts } from '../memory/run-facts.ts'

export type SimulatedTask = {
  readonly taskId: TaskId
  readonly runId: RunId
  readonly accountId: AccountId
  readonly priority: number
  readonly dueAt: number
  eligibleAt: number
  attempt: number
  status: 'timed' | 'queued' | 'running' | 'over'
}

export type SimulatedAccount = {
  readonly limits: AccountLimits
  readonly upstream: string
  status: 'active' | 'paused'
  blockedUntil: number | null
}

type SimulatedRun = { readonly concurrency: number; status: 'running' | 'paused'; tasks: number }

const meta = { projectId: 'project_1', actor: 'test' } as const

/** Accounts, runs, tasks and a log as a database would hold them. */
export class SimulatedWorld {
  readonly accounts = new Map<AccountId, SimulatedAccount>()
  readonly runs = new Map<RunId, SimulatedRun>()
  readonly #tasks = new Map<TaskId, SimulatedTask>()
  readonly #queues = new Map<AccountId, SimulatedTask[]>()
  readonly #timed = new Set<SimulatedTask>()
  readonly #running = new Set<SimulatedTask>()
  readonly log: EncodedRow[] = []

  queued = (): SimulatedTask[] =>
    [...this.#tasks.values()].filter(({ status }) => status === 'queued' || status === 'timed')
  running = (): SimulatedTask[] => [...this.#running]
  taskOf(taskId: TaskId): SimulatedTask {
    const task = this.#tasks.get(taskId)
    if (!task) throw new Error(`no ${taskId}`)
    return task
  }

  addRun(number: number, concurrency: number): RunId {
    const runId: RunId = `run_${String(number).padStart(22, '0')}0000`
    this.runs.set(runId, { concurrency, status: 'running', tasks: 0 })
    return runId
  }

  /** Another task of a run that has started; it is due at `dueAt`. */
  queue(
    task: Pick<SimulatedTask, 'runId' | 'accountId' | 'priority' | 'dueAt'>,
    now: number,
  ): SimulatedTask {
    const run = this.#runOf(task.runId)
    const taskId = taskIdOf(task.runId, run.tasks++)
    const isLater = task.dueAt > now
    const made: SimulatedTask = {
      ...task,
      taskId,
      eligibleAt: task.dueAt,
      attempt: 0,
      status: isLater ? 'timed' : 'queued',
    }
    this.#tasks.set(taskId, made)
    if (isLater) this.#timed.add(made)
    else this.#enqueue(made)
    const dueAt = toInstant(task.dueAt)
    this.append('RunStarted', task.runId, { dueAt }, now, isLater ? [] : [task.accountId])
    return made
  }

  setRun(runId: RunId, status: 'running' | 'paused', now: number): void {
    this.#runOf(runId).status = status
    const ofRun = [...this.#queues.values()].flat().filter((task) => task.runId === runId)
    const accountIds = [...new Set(ofRun.map(({ accountId }) => accountId))]
    if (status === 'running') this.append('RunResumed', runId, {}, now, accountIds)
    else this.append('RunPaused', runId, null, now)
  }

  append(
    type: EventType,
    stream: string,
    data: object | null,
    now: number,
    accountIds: readonly AccountId[] | null = null,
  ): void {
    this.log.push({
      seq: this.log.length + 1,
      subject: subjectOf(type, 'webhook'),
      at: toInstant(now),
      data: data && JSON.stringify([{ stream, version: 1, data }]),
      accountIds,
    })
  }

  /** Stands for the statement that moves tasks whose time has come. */
  protected moveDue(now: number) {
    const due = [...this.#timed].filter(({ eligibleAt }) => eligibleAt <= now)
    for (const task of due) {
      this.#timed.delete(task)
      this.#enqueue(task)
    }
    const times = [...this.#timed].map(({ eligibleAt }) => eligibleAt)
    return {
      moved: due.map(({ accountId, eligibleAt }) => ({ accountId, at: eligibleAt })),
      nextAt: Math.min(Infinity, ...times),
    }
  }

  /** Stands for the query for the heads of a lane. */
  queueHeadsOf(accountId: AccountId, max: number, full: ReadonlySet<RunId>): QueueHead {
    const queue = this.#queues.get(accountId) ?? []
    const sending = queue.filter(({ runId }) => this.#runOf(runId).status === 'running')
    const open = sending.filter(({ runId }) => !full.has(runId))
    const blocked = new Set(queue.flatMap(({ runId }) => (full.has(runId) ? runId : [])))
    const more = open.length > max
    return {
      tasks: open.slice(0, max).map((task): QueuedTask => ({
        taskId: task.taskId,
        priority: task.priority,
        dueAt: toInstant(task.dueAt),
        version: task.attempt,
        attempt: task.attempt,
        generation: 1,
        meta,
        run: this.runFacts(task.runId),
      })),
      more,
      fullRuns: more ? [] : [...blocked].map((runId) => this.runFacts(runId)),
    }
  }

  protected runFacts(runId: RunId): RunFacts {
    const { concurrency, tasks } = this.#runOf(runId)
    return { runId, concurrency, mayFill: tasks > concurrency }
  }

  protected begin(taskId: TaskId): SimulatedTask {
    const task = this.taskOf(taskId)
    if (task.status !== 'queued') throw new Error(`${taskId} is sent twice`)
    const queue = this.#queues.get(task.accountId) ?? []
    queue.splice(queue.indexOf(task), 1)
    task.status = 'running'
    task.attempt += 1
    this.#running.add(task)
    return task
  }

  /** Ends the task, or queues it again for `againAt`. */
  protected finish(task: SimulatedTask, againAt: number | null): void {
    this.#running.delete(task)
    task.status = againAt === null ? 'over' : 'timed'
    if (againAt === null) return
    task.eligibleAt = againAt
    this.#timed.add(task)
  }

  protected accountsWithWork = (): AccountId[] =>
    [...this.#queues].flatMap(([accountId, tasks]) => (tasks.length > 0 ? accountId : []))

  #runOf(runId: RunId): SimulatedRun {
    const run = this.runs.get(runId)
    if (!run) throw new Error(`no ${runId}`)
    return run
  }

  #enqueue(task: SimulatedTask): void {
    task.status = 'queued'
    const queue = this.#queues.get(task.accountId)
    if (!queue) this.#queues.set(task.accountId, [task])
    else queue.splice(queue.findLastIndex((other) => byOrder(other, task) < 0) + 1, 0, task)
  }
}

export const byOrder = (a: SimulatedTask, b: SimulatedTask): number =>
  b.priority - a.priority || a.dueAt - b.dueAt || (a.taskId < b.taskId ? -1 : 1)
