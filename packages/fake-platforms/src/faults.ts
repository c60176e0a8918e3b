import { Holds, type Gates, type Hold, type HoldOptions } from './holds.ts'
import type { Step } from './steps.ts'

export const allFaults = [
  'refuse',
  'drop-before',
  'drop-after',
  'late-commit',
  'stall',
  'rate-limited',
  'rate-limited-silently',
  'error-before',
  'error-after',
  'error-body',
  'maintenance',
  'expired-token',
] as const

export type Fault = (typeof allFaults)[number]

/** A request, and its ordinal among its kind for its account, from 1. */
export type Hit = { platform: string; account: string; step: Step; number: number }
export type Choose = (hit: Hit) => Fault | undefined
export type FaultOptions = { times?: number; step?: Step; account?: string }

type Waiting = {
  readonly platform: string
  readonly fault: Fault
  left: number
  readonly step: Step
  readonly account: string | undefined
  /** Needs nothing of the request, so that it can be refused unread. */
  readonly unread: boolean
}

/** The coming faults, and the past ones. */
export class Faults {
  readonly #waiting: Waiting[] = []
  readonly #injected: (Partial<Hit> & { platform: string; fault: Fault })[] = []
  readonly #hits = new Map<string, number>()
  readonly #holds = new Holds()
  #choose: Choose | undefined

  /**
   * The next `times` requests of this kind meet this fault. `refuse` without step and account resets the next
   * connection, of any client, before a byte is read; with them it resets the connection once the request is known.
   */
  next(platform: string, fault: Fault, options: FaultOptions = {}): void {
    const { times = 1, step = 'publish', account } = options
    const unread = fault === 'refuse' && options.step === undefined && account === undefined
    this.#waiting.push({ platform, fault, left: times, step, account, unread })
  }

  /**
   * Chooses for the requests that meet no fault of `next`; undefined ends the plan. The counting of requests begins
   * with the plan, so that the same plan can be repeated.
   */
  plan(choose: Choose | undefined): void {
    this.#choose = choose
    this.#hits.clear()
  }

  /** Delays the next request of this kind until it is released. */
  hold(platform: string, options: HoldOptions = {}): Hold {
    return this.#holds.add(platform, options)
  }

  /** Forgets pending faults; delayed requests go on. */
  clear(): void {
    this.#waiting.length = 0
    this.#choose = undefined
    this.#holds.releaseAll()
  }

  get injected(): readonly (Partial<Hit> & { platform: string; fault: Fault })[] {
    return this.#injected
  }

  /** For the server: the fate of the request that arrived now. */
  meet(request: Omit<Hit, 'number'>): { fault: Fault | undefined; gates: Gates } {
    const hit = { ...request, number: this.#count(request) }
    const fault = this.#take((waiting) => matches(waiting, hit)) ?? this.#choose?.(hit)
    if (fault) this.#injected.push({ ...hit, fault })
    return { fault, gates: this.#holds.take(hit) }
  }

  /** For the server, before a connection is read: its request is not yet known. */
  refusesConnection(): boolean {
    const first = this.#waiting.find(({ unread }) => unread)
    if (first === undefined) return false
    this.#take((waiting) => waiting === first)
    this.#injected.push({ platform: first.platform, fault: 'refuse' })
    return true
  }

  #count({ platform, account, step }: Omit<Hit, 'number'>): number {
    const key = JSON.stringify([platform, account, step])
    const number = (this.#hits.get(key) ?? 0) + 1
    this.#hits.set(key, number)
    return number
  }

  #take(wanted: (waiting: Waiting) => boolean): Fault | undefined {
    const index = this.#waiting.findIndex(wanted)
    const found = this.#waiting[index]
    if (found === undefined) return undefined
    found.left -= 1
    if (found.left <= 0) this.#waiting.splice(index, 1)
    return found.fault
  }
}

function matches(waiting: Waiting, hit: Hit): boolean {
  if (waiting.unread || waiting.platform !== hit.platform || waiting.step !== hit.step) return false
  return waiting.account === undefined || waiting.account === hit.account
}
