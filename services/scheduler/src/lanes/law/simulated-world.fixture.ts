import type { AccountId, AccountLimits, RunId, TaskId } from '@pressrun/events'
import type { FoundLane, Head, Lane } from './lane.ts'
import type { RunInFlight, RunsInFlight } from './run-room.ts'

export type SimulatedTask = Head & {
  readonly accountId: AccountId
  readonly priority: number
  readonly dueAt: number
  readonly ordinal: number
  eligibleAt: number
  status: 'queued' | 'running' | 'over'
}

export type SimulatedAccount = {
  readonly limits: AccountLimits
  readonly remote: string
  status: 'active' | 'paused'
  blockedUntil: number | null
}

type Finding = {
  readonly full: readonly RunId[]
  readonly now: number
  readonly perLane: number
  /** How many tasks are read even if fewer may go out. */
  readonly depth: number
}

/** Accounts, runs and tasks as a database would hold them. */
export class SimulatedWorld {
  readonly accounts = new Map<AccountId, SimulatedAccount>()
  readonly runs = new Map<RunId, { readonly concurrency: number; status: 'running' | 'paused' }>()
  readonly #queues = new Map<AccountId, SimulatedTask[]>()
  readonly #running = new Set<SimulatedTask>()

  queued = (): SimulatedTask[] =>
    [...this.#queues.values()].flat().filter(({ status }) => status === 'queued')
  running = (): SimulatedTask[] => [...this.#running]
  remoteOf = (accountId: AccountId): string => this.accounts.get(accountId)?.remote ?? ''
  freeIn = (runId: RunId): number =>
    (this.runs.get(runId)?.concurrency ?? 0) -
    this.running().filter((task) => task.runId === runId).length

  protected enqueue(task: SimulatedTask): void {
    const queue = this.#queueOf(task.accountId)
    this.#queues.set(task.accountId, [...queue, task].toSorted(byOrder))
  }

  protected begin(task: SimulatedTask): void {
    task.status = 'running'
    this.#running.add(task)
  }

  /** The task is over, or is to be tried again at `againAt`. */
  protected finish(task: SimulatedTask, againAt: number | null): void {
    this.#running.delete(task)
    task.status = againAt === null ? 'over' : 'queued'
    if (againAt !== null) task.eligibleAt = againAt
    else
      this.#queues.set(
        task.accountId,
        this.#queueOf(task.accountId).filter((other) => other !== task),
      )
  }

  protected countInFlight(runIds: Iterable<RunId>): RunsInFlight {
    const counted = new Map<RunId, RunInFlight>()
    for (const runId of runIds) {
      const run = this.runs.get(runId)
      if (!run) continue
      counted.set(runId, { ...run, tasks: run.concurrency - this.freeIn(runId) })
    }
    return counted
  }

  /** The lane as a look would find it in the database; the tasks of full runs are passed over. */
  protected find(
    accountId: AccountId,
    lane: Lane,
    { full, now, perLane, depth }: Finding,
  ): FoundLane<SimulatedTask> {
    const account = this.accounts.get(accountId)
    if (!account) throw new Error(`no ${accountId}`)
    const waiting = this.#queueOf(accountId).filter(({ status }) => status === 'queued')
    const inFlight = this.running().filter((task) => task.accountId === accountId).length
    const isOpen = account.status === 'active' && (account.blockedUntil ?? 0) <= now
    const slots = Math.min(perLane, (account.limits.maxInFlight ?? 1) - inFlight)
    const headsMax = isOpen ? Math.max(0, slots) : 0
    const due = waiting.filter(({ eligibleAt }) => eligibleAt <= now)
    const ready = due.filter(
      ({ runId }) => this.runs.get(runId)?.status === 'running' && !full.includes(runId),
    )
    const read = headsMax > 0 ? Math.max(headsMax, depth) : 0
    const more = headsMax > 0 && ready.length > read
    const heldUp = due.find(({ runId }) => full.includes(runId))?.runId ?? null
    const later = waiting.map(({ eligibleAt }) => eligibleAt).filter((at) => at > now)
    return {
      ...account,
      accountId,
      lane,
      inFlight,
      heads: ready.slice(0, read),
      headsMax,
      more,
      fullRun: headsMax > 0 && !more ? heldUp : null,
      soonestAt: headsMax > 0 && later.length > 0 ? Math.min(...later) : null,
    }
  }

  /** The accounts with queued tasks of these runs. */
  protected accountsOf(runIds: { has(runId: RunId): boolean }): AccountId[] {
    const tasks = this.queued().filter(({ runId }) => runIds.has(runId))
    return [...new Set(tasks.map(({ accountId }) => accountId))]
  }

  #queueOf = (accountId: AccountId) => this.#queues.get(accountId) ?? []
}

const byOrder = (a: SimulatedTask, b: SimulatedTask) =>
  b.priority - a.priority || a.dueAt - b.dueAt || a.ordinal - b.ordinal

export const taskId = (number: number): TaskId => `task_${String(number).padStart(6, '0')}`
