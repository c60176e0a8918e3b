import { maxInFlightDefault } from '@pressrun/events'
import { ratesOf, allowanceOf, type Allowance } from '../rules/rates.ts'
import type { Facts, Lane, Sleep } from './lane.ts'
import type { FreeSlots } from './free-slots.ts'

export type Moment = {
  readonly now: number
  /** The clock of the rates, which is the same for all schedulers. */
  readonly ratesNow: number
}

/** How many tasks of a lane may go out; if none, until when or for what it sleeps. */
export type Capacity = { readonly posts: number; readonly sleep: Sleep }

/** The capacity of a lane of which `out` more tasks have been chosen already. */
export function capacityOf(
  lane: Lane & { readonly facts: Facts },
  out: number,
  freeSlots: FreeSlots,
  { now, ratesNow }: Moment,
): Capacity {
  const { limits, upstream, status, blockedUntil } = lane.facts
  if (status !== 'active') return none({ reason: closedReason(status) })
  const blocked = Math.max(blockedUntil ?? 0, freeSlots.breakerOf(upstream).blockedUntil ?? 0)
  if (blocked > now) return none({ reason: 'rate-limit', until: blocked })
  const inFlight = lane.inFlight + out
  const slots = (limits.maxInFlight ?? maxInFlightDefault) - inFlight
  if (slots <= 0) return none({ reason: 'account-in-flight' })
  const rate = allowanceOf(ratesOf(limits), lane.restAt, inFlight, ratesNow)
  if (rate.posts <= 0) return none(untilRate(rate, { now, ratesNow }))
  const upstreamSlots = freeSlots.freeSlotsFor(upstream)
  if (upstreamSlots <= 0) return none(upstreamSleep(upstream, freeSlots))
  return {
    posts: Math.min(slots, rate.posts, upstreamSlots),
    sleep: { reason: 'account-in-flight' },
  }
}

const none = (sleep: Sleep): Capacity => ({ posts: 0, sleep })

const closedReason = (status: Exclude<Facts['status'], 'active'>) =>
  status === 'paused' ? 'account-paused' : 'account-held'

const untilRate = (rate: Allowance, { now, ratesNow }: Moment): Sleep =>
  !('until' in rate) || rate.until === undefined
    ? { reason: 'account-in-flight', isRate: true }
    : { reason: 'rate-limit', until: now + (rate.until - ratesNow), isRate: true }

const upstreamSleep = (upstream: string, freeSlots: FreeSlots): Sleep => ({
  reason: freeSlots.breakerOf(upstream).openUntil === null ? 'no-answer' : 'breaker',
  upstream,
})
