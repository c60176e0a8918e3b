import type { AccountLimits } from '@pressrun/events'

/**
 * A limit as a generic cell rate algorithm: one post every `everyMs`, and up to `burst` at once after a
 * rest. Any window then holds at most `burst` posts plus one for each interval in it.
 */
export type Rate = { readonly name: RateName; readonly everyMs: number; readonly burst: number }
export const rateNames = ['minute', 'hour', 'day', 'gap'] as const
type RateName = (typeof rateNames)[number]

/** For each rate, the instant at which it is at rest again: the theoretical arrival time. */
export type RestAt = Partial<Readonly<Record<RateName, number>>>

export type Allowance =
  | { readonly posts: number }
  /** `until` is absent when time alone does not help: an attempt must end first. */
  | { readonly posts: 0; readonly until?: number }

const minuteMs = 60_000

/**
 * How much of a limit may go out at once. The burst is taken from the steady rate, so that no window of
 * the limit's length, wherever it begins, ever holds more than the limit. The longer the window, the
 * larger the burst: people post a day's worth in lumps, and a minute's worth as a stream.
 */
const windows = [
  { name: 'minute', limit: 'ratePerMinute', windowMs: minuteMs, burstShare: 0.1 },
  { name: 'hour', limit: 'ratePerHour', windowMs: 60 * minuteMs, burstShare: 0.2 },
  { name: 'day', limit: 'ratePerDay', windowMs: 24 * 60 * minuteMs, burstShare: 0.5 },
] as const

/** Windows are slightly longer than their names say: the platform may count by a different clock. */
const clockMargin = 1.002

export function ratesOf(limits: AccountLimits): Rate[] {
  const rates: Rate[] = []
  for (const { name, limit, windowMs, burstShare } of windows) {
    const posts = limits[limit]
    if (posts === undefined) continue
    const burst = Math.max(1, Math.floor(posts * burstShare))
    rates.push({ name, burst, everyMs: (windowMs * clockMargin) / (posts - burst + 1) })
  }
  const gapMs = (limits.minGapSeconds ?? 0) * 1_000
  if (gapMs > 0) rates.push({ name: 'gap', burst: 1, everyMs: gapMs })
  return rates
}

/**
 * How many posts all rates together allow now. Attempts in flight count as if they arrived at this moment, so a post is
 * within the limit whenever it lands, however long its attempt takes.
 */
export function allowanceOf(
  rates: readonly Rate[],
  restAt: RestAt,
  inFlight: number,
  now: number,
): Allowance {
  let posts = Infinity
  let until = now
  for (const { name, everyMs, burst } of rates) {
    const rest = clamped(restAt[name], everyMs * burst, now)
    posts = Math.min(posts, Math.floor(burst - (rest - now) / everyMs + rounding) - inFlight)
    const spare = burst - 1 - inFlight + rounding
    until = Math.max(until, burst > inFlight ? rest - spare * everyMs : Infinity)
  }
  if (posts > 0) return { posts }
  return until === Infinity ? { posts: 0 } : { posts: 0, until: Math.ceil(until) }
}

/**
 * Attempts that have ended count from now: they cannot have landed later. An unset rate counts nothing, but what it had
 * counted stays until it is past, as it may be set again.
 */
export function afterPosts(
  rates: readonly Rate[],
  restAt: RestAt,
  ended: number,
  now: number,
): RestAt {
  const next = notPast(restAt, now)
  for (const { name, everyMs, burst } of rates) {
    const rest = clamped(restAt[name], everyMs * burst, now) + ended * everyMs
    if (rest > now) next[name] = Math.min(rest, now + everyMs * burst)
  }
  return next
}

function notPast(restAt: RestAt, now: number): Partial<Record<RateName, number>> {
  const next: Partial<Record<RateName, number>> = {}
  for (const name of rateNames) {
    const rest = restAt[name]
    if (rest !== undefined && rest > now) next[name] = rest
  }
  return next
}

/** Never in the past, and never further ahead than a full burst, in case the clock was set back. */
const clamped = (rest: number | undefined, fullMs: number, now: number) =>
  Math.min(Math.max(rest ?? now, now), now + fullMs)

/** A fraction of an interval; sums of fractions are not exact. */
const rounding = 1e-6
