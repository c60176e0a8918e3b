import type { ScheduleState } from '@pressrun/events'
import { nextInstant, ruleOf, upcoming, type Rule } from '@pressrun/time'

/** What to do about a due schedule. Instants in milliseconds. */
export type FiringPlan = {
  /** Skipped instants, as far as they were counted; they come before the others. */
  readonly skip: { readonly count: number; readonly untilMs: number } | null
  readonly fire: readonly number[]
  /** The next instant after all of these; null when there is none. */
  readonly nextMs: number | null
}

export type FiringLimits = {
  /** How many instants may fire. */
  readonly most?: number
  /** Instants until then are skipped, like those before the window. */
  readonly afterMs?: number
}

/** A firing this late still counts as on time: a scheduler took over, or a transaction took long. */
export const inTimeMs = 60_000

/** Runs of one schedule created at once, at most; the rest follows right after. */
export const firingsMax = 20

/** Instants examined one by one: the minutes of the longest catch-up window, and some more. */
const instantsMax = 10_200

/**
 * Which of the instants since the last planning fire, and which are skipped. All within the window, or the latest
 * alone, by the schedule's policy; for `skip` the window is being on time. The promised instant is one of them, even if
 * the tz data has changed.
 */
export function planFirings(
  schedule: ScheduleState,
  promisedMs: number,
  now: number,
  { most = firingsMax, afterMs = -Infinity }: FiringLimits = {},
): FiringPlan {
  const rule = ruleOf(schedule)
  const { missed, catchUpMinutes } = schedule
  const windowMs = missed === 'skip' ? 0 : catchUpMinutes * 60_000
  const fromMs = Math.max(now - Math.max(inTimeMs, windowMs), afterMs + 1)
  const before = promisedMs < fromMs ? dueFrom(rule, promisedMs, instantsMax, fromMs - 1) : []
  const firstMs = promisedMs < fromMs ? nextInstant(rule, fromMs - 1) : promisedMs
  if (firstMs === null || firstMs > now) return { ...skipping(before), fire: [], nextMs: firstMs }
  if (missed !== 'all') {
    const wanted = dueFrom(rule, firstMs, instantsMax, now)
    const lastMs = wanted.pop() ?? firstMs
    const passedOver = [...before, ...wanted]
    return { ...skipping(passedOver), fire: [lastMs], nextMs: nextInstant(rule, lastMs) }
  }
  // No more than the limit at once: the rest is planned next.
  const fire = dueFrom(rule, firstMs, most, now)
  return { ...skipping(before), fire, nextMs: nextInstant(rule, fire.at(-1) ?? firstMs) }
}

/** The first and those that follow; after years of absence they are not counted to the end. */
const dueFrom = (rule: Rule, firstMs: number, count: number, untilMs: number): number[] => [
  firstMs,
  ...upcoming(rule, firstMs, count - 1, untilMs),
]

function skipping(instants: readonly number[]): Pick<FiringPlan, 'skip'> {
  const untilMs = instants.at(-1)
  return { skip: untilMs === undefined ? null : { count: instants.length, untilMs } }
}
