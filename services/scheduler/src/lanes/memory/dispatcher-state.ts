import type { AccountId, RunId, TaskId } from '@pressrun/events'
import { closedBreaker, type Breaker } from '../rules/breaker.ts'
import { UnansweredAttempts } from './unanswered-attempts.ts'
import { Heap } from './heap.ts'
import { newLane, type Lane, type Sleep } from './lane.ts'
import type { RunFacts } from './run-facts.ts'

/** A task in flight, and the slots it occupies. */
export type Running = {
  readonly taskId: TaskId
  readonly attempt: number
  readonly accountId: AccountId
  readonly run: RunFacts
  /** The upstream it was sent to; its account may have another by now. */
  readonly upstream: string
  readonly at: number
}

/** A run that may become full, while tasks of it are in flight or lanes wait for it. */
type Run = { readonly concurrency: number; tasks: number; readonly waiting: Set<Lane> }

/** Idle lanes (nothing to send, nothing in flight) that stay in memory. */
const idleMax = 10_000

/**
 * The dispatcher's state between two passes, kept current by the events of the log up to `seq`. All of it follows from
 * rows: it is loaded at take-over, and again after any doubt. It takes 0.6 KB per account with something queued,
 * however much that is: a million tasks over 100,000 accounts take 60 MB, loaded within half a second.
 */
export class DispatcherState {
  readonly lanes = new Map<AccountId, Lane>()
  /** Lanes that the next passes read, by their virtual time. */
  readonly ready = new Heap<Lane>()
  /** Lanes that sleep until an instant. */
  readonly sleepers = new Heap<Lane>()
  readonly running = new Map<TaskId, Running>()
  readonly runs = new Map<RunId, Run>()
  readonly full = new Set<RunId>()
  /** Runs whose slots lanes wait for, and the lanes that wait for capacity behind an upstream. */
  readonly awaited = new Set<RunId>()
  readonly waiting = new Map<string, Set<Lane>>()
  readonly breakers = new Map<string, Breaker>()
  readonly unanswered = new UnansweredAttempts()
  /** What has changed since the last commit and belongs in rows. */
  readonly changedLanes = new Set<Lane>()
  readonly changedBreakers = new Set<string>()
  readonly #idle = new Set<Lane>()
  virtualTime: number
  /** The last row of the log it includes, and the last one included in the rows it was loaded from. */
  seq: number
  readonly loadedSeq: number
  /** The position in the dispatcher's row. */
  persistedSeq: number
  /** When the next scheduled task is due, or earlier. */
  timedAt = -Infinity

  constructor(seq: number, loadedSeq: number, virtualTime: number) {
    this.seq = seq
    this.persistedSeq = seq
    this.loadedSeq = loadedSeq
    this.virtualTime = virtualTime
  }

  laneOf(accountId: AccountId): Lane {
    let lane = this.lanes.get(accountId)
    if (!lane) this.lanes.set(accountId, (lane = newLane(accountId, this.virtualTime)))
    return lane
  }

  breakerOf = (upstream: string): Breaker => this.breakers.get(upstream) ?? closedBreaker

  /** It queues as if it were new: without credit, and without debt from the time it slept. */
  wake(lane: Lane): void {
    if (this.ready.has(lane)) return
    this.#leave(lane)
    lane.hasWork = true
    this.ready.set(lane, Math.max(lane.virtualTime, this.virtualTime))
  }

  /** Takes the next lane out of the ready queue. */
  takeNext = (): Lane | undefined => this.ready.shift()

  sleep(lane: Lane, sleep: Sleep): void {
    this.#leave(lane)
    lane.sleep = sleep
    lane.sleptUntil = null
    if (sleep.until !== undefined) this.sleepers.set(lane, sleep.until)
    for (const run of sleep.runs ?? []) {
      this.#runOf(run).waiting.add(lane)
      this.awaited.add(run.runId)
    }
    if (sleep.upstream === undefined) return
    const waiting = this.waiting.get(sleep.upstream)
    if (waiting) waiting.add(lane)
    else this.waiting.set(sleep.upstream, new Set([lane]))
  }

  /** Nothing is queued in it. */
  rest(lane: Lane): void {
    this.#leave(lane)
    lane.hasWork = false
    this.#idle.add(lane)
  }

  begin(lane: Lane, task: Running): void {
    const { taskId, run, upstream, at } = task
    this.running.set(taskId, task)
    lane.inFlight += 1
    if (run.mayFill) this.#count(run, 1)
    this.unanswered.begin(upstream, taskId, at)
  }

  /** Returns the attempt that ended; undefined when it was not in flight. */
  end(taskId: TaskId, attempt: number): Running | undefined {
    const task = this.running.get(taskId)
    if (task?.attempt !== attempt) return undefined
    this.running.delete(taskId)
    this.laneOf(task.accountId).inFlight -= 1
    if (task.run.mayFill) this.#count(task.run, -1)
    this.unanswered.end(task.upstream, taskId)
    return task
  }

  /** Forgets the lanes that have been idle the longest, unless a credit or debt is open. */
  forgetIdle(): void {
    for (const lane of this.#idle) {
      if (this.#idle.size <= idleMax) return
      this.#idle.delete(lane)
      if (
        lane.inFlight === 0 &&
        lane.virtualTime <= this.virtualTime &&
        !this.changedLanes.has(lane)
      )
        this.lanes.delete(lane.accountId)
    }
  }

  /** How many more tasks of a run may go out. */
  freeSlotsOf(runId: RunId): number {
    const run = this.runs.get(runId)
    return run ? run.concurrency - run.tasks : Infinity
  }

  #count(facts: RunFacts, by: 1 | -1): void {
    const run = this.#runOf(facts)
    run.tasks += by
    if (run.tasks >= run.concurrency) this.full.add(facts.runId)
    else this.full.delete(facts.runId)
    this.#forgetIfOver(facts.runId)
  }

  #runOf({ runId, concurrency }: RunFacts): Run {
    let run = this.runs.get(runId)
    if (!run) this.runs.set(runId, (run = { concurrency, tasks: 0, waiting: new Set() }))
    return run
  }

  #forgetIfOver(runId: RunId): void {
    const run = this.runs.get(runId)
    if (run?.waiting.size === 0) this.awaited.delete(runId)
    if (run?.waiting.size === 0 && run.tasks === 0) this.runs.delete(runId)
  }

  #leave(lane: Lane): void {
    this.ready.delete(lane)
    this.sleepers.delete(lane)
    this.#idle.delete(lane)
    for (const { runId } of lane.sleep?.runs ?? []) {
      this.runs.get(runId)?.waiting.delete(lane)
      this.#forgetIfOver(runId)
    }
    const upstream = lane.sleep?.upstream
    const waiting = upstream === undefined ? undefined : this.waiting.get(upstream)
    waiting?.delete(lane)
    if (upstream !== undefined && waiting?.size === 0) this.waiting.delete(upstream)
    lane.sleep = null
  }
}
