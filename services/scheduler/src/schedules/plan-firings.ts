import type { ScheduleState } from '@pressrun/events'
import { nextInstant, ruleOf, upcoming, type Rule } from '@pressrun/time'

/** What is to be done about a schedule that is due. Instants in milliseconds. */
export type FiringPlan = {
  /** Instants that are passed over, as far as they were counted; they come before the others. */
  readonly skip: { readonly count: number; readonly untilMs: number } | null
  readonly fire: readonly number[]
  /** The next instant after all of these; null when there is none. */
  readonly nextMs: number | null
}

/** Who is that late is still in time: a scheduler that takes over, or a long transaction before. */
export const inTimeMs = 60_000

/** Runs of one schedule that are made at once; the rest comes right after. */
export const firingsMax = 20

/** Instants that are looked at one by one: the minutes of the longest catch-up window, and some more. */
const instantsMax = 10_200

/**
 * Which of the instants that have come since the schedule was looked at fire, and which are passed over.
 * All of those within its window, or the latest alone, as its policy says; `skip` has no window but
 * being in time. The instant that was promised is one of them, whatever the tz data says by now.
 */
export function planFirings(schedule: ScheduleState, promisedMs: number, now: number): FiringPlan {
  const rule = ruleOf(schedule)
  const { missed, catchUpMinutes } = schedule
  const windowMs = missed === 'skip' ? 0 : catchUpMinutes * 60_000
  const fromMs = now - Math.max(inTimeMs, windowMs)
  const due = dueInstants(rule, promisedMs, fromMs, now)
  const wanted = due.filter((instantMs) => instantMs >= fromMs)
  const all = missed === 'latest' ? wanted.slice(-1) : wanted
  const fire = all.slice(0, firingsMax)
  const skipped = due.slice(0, due.length - all.length)
  const lastMs = due.at(-1) ?? promisedMs
  return {
    skip: skipped.length > 0 ? { count: skipped.length, untilMs: skipped.at(-1) ?? lastMs } : null,
    fire,
    nextMs: all[firingsMax] ?? nextInstant(rule, lastMs),
  }
}

/** After years of absence those between the first and the window are not even counted. */
function dueInstants(rule: Rule, promisedMs: number, fromMs: number, now: number): number[] {
  const due = [promisedMs, ...upcoming(rule, promisedMs, instantsMax, now)]
  if (due.length <= instantsMax) return due
  const countedMs = due.at(-1) ?? promisedMs
  return [...due, ...upcoming(rule, Math.max(countedMs, fromMs - 1), instantsMax, now)]
}
