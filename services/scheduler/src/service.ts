import { isDatabaseFault } from '@pressrun/db'
import { pause } from '@pressrun/runtime'
import type { Alarm } from './alarm.ts'
import { lookAnywayMs, type Duty } from './duties/duty.ts'
import type { Dispatched } from './lanes/dispatch.ts'

export type SchedulerOptions = {
  readonly dispatch: () => Promise<Dispatched>
  /** When the next lane is to be looked at; milliseconds, Infinity when there is none. */
  readonly nextLane: (now: number) => Promise<number>
  readonly duties: readonly Pick<Duty, 'name' | 'dueMs' | 'restart' | 'doIfDue'>[]
  /** Also called at the start: what the clock showed before is not known. */
  readonly afterSetBack: (now: number) => Promise<void>
  readonly alarm: Alarm
  readonly now: () => number
  /** Called with what interrupted a pass, or one duty of it. */
  readonly failed: (cause: unknown, duty?: string) => void
  readonly signal: AbortSignal
}

/** Under load, looks begin at least this far apart: fewer, fuller commits cost less. */
const lookGapMs = 20
/** Up to so many wake-ups at once are no load: what they announce goes out without delay. */
const quietRings = 8
const retryAfterMs = 1_000
/** While another scheduler is looking: it may die before it is done. */
const standbyMs = 500
/** While the database is one that was restored: until a person has accepted that, nothing is done. */
const restoredMs = 2_000
/** How soon a set clock is noticed. */
const stepMs = 1_000
/** Clocks are corrected by less than this all the time. */
const setBackMs = 1_000

/** Emits what is due, does its duties, and sleeps until the next due instant or wake-up. */
export async function runScheduler(options: SchedulerOptions): Promise<void> {
  const { signal, duties } = options
  let isStarted = false
  let lookAt = options.now()
  let gapMs = 0
  while (!signal.aborted) {
    try {
      // Never longer than the gap: the clock may have been set back.
      await pause(Math.min(gapMs, Math.max(0, lookAt + gapMs - options.now())), signal)
      if (!isStarted || options.now() < lookAt - setBackMs) await startAnew(options)
      isStarted = true
      lookAt = options.now()
      const { more, busy, restored } = await options.dispatch()
      if (restored) {
        await pause(restoredMs, signal)
        continue
      }
      await doDuties(options)
      const rings = more ? Infinity : await sleepUntilDue(options, busy)
      gapMs = rings > quietRings ? lookGapMs : 0
    } catch (cause) {
      if (signal.aborted) return
      options.failed(cause)
      duties.forEach((duty) => duty.restart())
      await pause(retryAfterMs, signal)
    }
  }
}

async function startAnew({ duties, afterSetBack, now }: SchedulerOptions): Promise<void> {
  await afterSetBack(now())
  duties.forEach((duty) => duty.restart())
}

/** One that fails stops no other, unless the database is away. */
async function doDuties({ duties, failed, signal }: SchedulerOptions): Promise<void> {
  for (const duty of duties)
    try {
      await duty.doIfDue()
    } catch (cause) {
      if (signal.aborted || isDatabaseFault(cause)) throw cause
      failed(cause, duty.name)
    }
}

/**
 * Sleeps until something is due, or until the alarm rings; returns how often it rang. It sleeps in steps, because a
 * clock that is set makes things due sooner, or everything in need of another pass: also one that is set while
 * the next due instant is being read.
 */
async function sleepUntilDue(options: SchedulerOptions, busy: boolean): Promise<number> {
  const { alarm, now, signal } = options
  const from = now()
  const ms = await nextSleepMs(options, from, busy)
  for (let leftMs = ms; ; leftMs -= stepMs) {
    const rings = await alarm.wait(Math.min(stepMs, leftMs), signal)
    const isSetBack = now() < from - setBackMs
    if (rings > 0 || leftMs <= stepMs || now() >= from + ms || isSetBack) return rings
    if (signal.aborted) return 0
  }
}

/** Until the next lane or duty is due; in any case not for ever. */
async function nextSleepMs(
  { nextLane, duties }: SchedulerOptions,
  from: number,
  busy: boolean,
): Promise<number> {
  const dueMs = [await nextLane(from), ...duties.map((duty) => duty.dueMs)]
  const sleep = Math.max(0, Math.min(...dueMs) - from)
  return Math.min(sleep, busy ? standbyMs : lookAnywayMs)
}
