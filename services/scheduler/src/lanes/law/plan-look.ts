import { closedBreaker, heard, sentAsProbe, type Breaker, type Sign } from './breaker.ts'
import type { FoundLane, Head, Lane } from './lane.ts'
import { ratesOf } from './rates.ts'
import type { RunRoom } from './run-room.ts'
import { serveLane } from './serve-lane.ts'

export type FoundLook<Task extends Head> = {
  readonly now: number
  /** The clock of the rates, which is the same for all schedulers. */
  readonly ratesNow: number
  readonly virtualTime: number
  /** In the order of their turns. */
  readonly lanes: readonly FoundLane<Task>[]
  readonly runs: RunRoom
  /** There are more lanes than this look takes in. */
  readonly crowded: boolean
  /** Of remotes in trouble; the others have none. */
  readonly breakers: ReadonlyMap<string, Breaker>
}

export type LookPlan<Task extends Head> = {
  readonly out: readonly Task[]
  /** The lanes that are not as they were. */
  readonly lanes: readonly (Pick<FoundLane, 'accountId'> & { readonly lane: Lane })[]
  readonly breakers: ReadonlyMap<string, Breaker>
  readonly virtualTime: number
  /** The instants that lanes slept until, of those that something goes out of now. */
  readonly sleptUntil: readonly number[]
  /** Some of the lanes have more that may go out. */
  readonly more: boolean
}

/** One look at the lanes: who has its turn, and what goes out. */
export function planLook<Task extends Head>(found: FoundLook<Task>): LookPlan<Task> {
  const breakers = new Map(found.breakers)
  const lanes: { accountId: FoundLane['accountId']; lane: Lane }[] = []
  const all: Task[] = []
  const sleptUntil: number[] = []
  let { virtualTime } = found
  let more = false
  for (const one of found.lanes) {
    const breaker = breakers.get(one.remote) ?? closedBreaker
    const { lane, out } = serveLane(one, { ...found, virtualTime, breaker })
    if (hasChanged(one, lane)) lanes.push({ accountId: one.accountId, lane })
    more ||= lane.ready
    const [first] = out
    if (!first) continue
    all.push(...out)
    const { nextAt } = one.lane
    if (nextAt !== null && nextAt <= found.now) sleptUntil.push(nextAt)
    virtualTime = Math.max(virtualTime, one.lane.pass)
    const probing = sentAsProbe(breaker, first.taskId, found.now)
    if (probing !== breaker) breakers.set(one.remote, probing)
  }
  return { out: all, lanes, breakers, virtualTime, sleptUntil, more }
}

/**
 * Signs in the order of the log; what they say of remotes that are well is nothing. A probe speaks for the
 * remote it was sent to, wherever its account has gone since.
 */
export function hear(
  breakers: ReadonlyMap<string, Breaker>,
  signs: readonly (Sign & { readonly remote: string })[],
  now: number,
): Map<string, Breaker> {
  const next = new Map(breakers)
  const probed = new Map([...breakers].map(([remote, { probe }]) => [probe, remote]))
  for (const sign of signs) {
    const remote = probed.get(sign.taskId) ?? sign.remote
    const known = next.get(remote) ?? closedBreaker
    const breaker = heard(known, sign, now)
    if (breaker !== known) next.set(remote, breaker)
  }
  return next
}

/** What was on its way is only of use to a lane with rates; alone it is not worth a write. */
function hasChanged({ lane: before, limits }: FoundLane, after: Lane): boolean {
  return (
    before.ready !== after.ready ||
    before.nextAt !== after.nextAt ||
    before.waitsFor !== after.waitsFor ||
    before.reason !== after.reason ||
    before.pass !== after.pass ||
    before.lastAt !== after.lastAt ||
    (before.inFlight !== after.inFlight && ratesOf(limits).length > 0)
  )
}
