import type { ConnectionTurns } from '@pressrun/db'
import { FairQueue } from '@pressrun/runtime'
import { currentCall, type Call } from './call.ts'
import { ClientGone } from './client-gone.ts'

export type ConnectionTurnsOptions = {
  /** All connections. */
  readonly connectionsMax: number
  /** How many the calls of one caller, and those of one kind, may have at once: others then find one free. */
  readonly perCallerMax: number
  readonly perTopicMax: number
  /** How long a call waits for one. */
  readonly patienceMs?: number
}

type Waiting = { readonly call: Call; readonly settle: (outcome: Disposable | Error) => void }

/** The gateway's own work, or work for many callers at once. */
const itself: Call = { flow: { caller: 'gateway', topic: '' }, isUnwanted: () => false }

/**
 * The connections to the database, shared fairly between callers, and between the kinds of calls of each: a caller of a
 * thousand lists waits for its own lists, and no other caller does.
 */
export function connectionTurns(options: ConnectionTurnsOptions): ConnectionTurns {
  const { connectionsMax, perCallerMax, perTopicMax, patienceMs = 5_000 } = options
  const waiting = new FairQueue<Waiting>()
  const ofCallers = new Counts()
  const ofTopics = new Counts()
  let free = connectionsMax

  const mayHold = (caller: string, topic?: string): boolean => {
    if (caller === itself.flow.caller) return true
    if (topic === undefined) return ofCallers.of(caller) < perCallerMax
    return ofTopics.of(`${caller} ${topic}`) < perTopicMax
  }
  const turnOf = ({ flow: { caller, topic } }: Call): Disposable => {
    const count = (change: 1 | -1) => {
      free -= change
      ofCallers.add(caller, change)
      ofTopics.add(`${caller} ${topic}`, change)
    }
    count(1)
    return {
      [Symbol.dispose]: () => {
        count(-1)
        proceed()
      },
    }
  }
  const proceed = () => {
    while (free > 0) {
      const next = waiting.take(mayHold)
      if (!next) return
      const { call, settle } = next
      settle(call.isUnwanted() ? new ClientGone() : turnOf(call))
    }
  }
  return {
    take: () => {
      const call = currentCall() ?? itself
      if (call.isUnwanted()) return Promise.reject(new ClientGone())
      const { caller, topic } = call.flow
      const isAtOnce = waiting.isEmpty && free > 0 && mayHold(caller) && mayHold(caller, topic)
      if (isAtOnce) return turnOf(call)
      const { promise, resolve, reject } = Promise.withResolvers<Disposable>()
      const item = {
        call,
        settle: (outcome: Disposable | Error) => {
          clearTimeout(timer)
          if (outcome instanceof Error) reject(outcome)
          else resolve(outcome)
        },
      }
      const giveUp = () => {
        waiting.delete(call.flow, item)
        // The pool's own message, by which the fault is recognized.
        reject(new Error('timeout exceeded when trying to connect'))
      }
      const timer = setTimeout(giveUp, patienceMs).unref()
      waiting.add(call.flow, item)
      proceed()
      return promise
    },
  }
}

class Counts {
  readonly #counts = new Map<string, number>()

  of(name: string): number {
    return this.#counts.get(name) ?? 0
  }

  add(name: string, change: number): void {
    const count = this.of(name) + change
    if (count > 0) this.#counts.set(name, count)
    else this.#counts.delete(name)
  }
}
