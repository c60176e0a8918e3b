import { isDatabaseFault } from '@pressrun/db'
import { pause } from '@pressrun/runtime'
import { roundEveryMs } from './periodic/periodic-task.ts'
import { PeriodicRounds, type PeriodicRoundsOptions } from './periodic/periodic-rounds.ts'
import type { Dispatched } from './lanes/dispatched.ts'
import type { Touched } from './lanes/fold-signals.ts'

export type SchedulerOptions = PeriodicRoundsOptions & {
  readonly dispatch: () => Promise<Dispatched>
  /** When the next pass is due; milliseconds, Infinity when none is. */
  readonly nextPass: (now: number) => number
  /** Called with what a pass has learned for the periodic tasks. */
  readonly notify: (touched: Touched) => void
  /** Recreates lost rows, if that is what a fault came from. Does not reject. */
  readonly repair: () => Promise<void>
  /** Also called when it begins to dispatch: what the clock showed before is unknown. */
  readonly afterSetBack: (now: number) => Promise<void>
}

/** Under load, passes begin at least this far apart: fewer, fuller commits cost less. */
const passGapMs = 20
/** Up to so many wake-ups at once are no load: what they announce goes out without delay. */
const quietRings = 8
/** After so many passes in a row without a commit, the gap between passes grows. */
const conflictsMax = 3
const conflictsGapMaxMs = 1_000
const retryAfterMs = 1_000
/** A fault that persists is no outage, whose end should be noticed soon: retries slow down to this. */
const retryAfterMaxMs = 5_000
/** While another scheduler dispatches, how often to check that it is still there. */
const standbyMs = 1_000
/** While a restored database waits for a person to accept it, nothing is done. */
const restoredMs = 2_000
/** How soon a set clock is noticed. */
const stepMs = 1_000
/** Clocks are corrected by less than this all the time. */
const setBackMs = 1_000

/**
 * Dispatches what is due, runs its periodic tasks, and sleeps until the next due instant or signal. One scheduler does;
 * others stand by.
 */
export async function runScheduler(options: SchedulerOptions): Promise<void> {
  const { signal } = options
  await using rounds = new PeriodicRounds(options)
  let isStarted = false
  let conflicts = 0
  let faults = 0
  let passAt = options.now()
  let gapMs = 0
  while (!signal.aborted) {
    try {
      // Never longer than the gap: the clock may have been set back.
      const waitMs = Math.min(gapMs, passAt + gapMs - options.now())
      if (waitMs > 0) await pause(waitMs, signal)
      if (isStarted && options.now() < passAt - setBackMs) await startAnew(options, rounds)
      passAt = options.now()
      const { more, busy, restored, touched, conflicted } = await options.dispatch()
      conflicts = conflicted ? conflicts + 1 : 0
      if (isPowerOfTwo(conflicts) && conflicts > conflictsMax)
        options.failed(new ConflictingPasses(conflicts))
      if (busy || restored) {
        isStarted &&= !busy
        await pause(busy ? standbyMs : restoredMs, signal)
        continue
      }
      if (!isStarted) {
        // Only the dispatcher may: others do not know what is stored.
        await options.repair()
        await startAnew(options, rounds)
        isStarted = true
        continue
      }
      options.notify(touched)
      rounds.beginIfDue()
      const rings = more ? Infinity : await sleepUntilDue(options, rounds)
      gapMs = rings > quietRings ? gapAfter(conflicts) : 0
      faults = 0
    } catch (cause) {
      if (signal.aborted) return
      options.failed(cause)
      await options.repair()
      rounds.restart()
      await pause(Math.min(retryAfterMs * 2 ** faults, retryAfterMaxMs), signal)
      if (!isDatabaseFault(cause)) faults += 1
    }
  }
}

/** The state in memory and the rows do not agree, however often they are read again. */
class ConflictingPasses extends Error {
  override readonly name = 'ConflictingPasses'
  constructor(passes: number) {
    super(
      `${passes} passes in a row came to nothing: rows are changed while they are read, or differ from what is` +
        ' remembered of them; `pressrun verify` compares them with the log',
    )
  }
}

const isPowerOfTwo = (count: number) => Number.isInteger(Math.log2(count))

const gapAfter = (conflicts: number): number =>
  Math.min(passGapMs * 2 ** Math.max(0, conflicts - conflictsMax), conflictsGapMaxMs)

async function startAnew(
  { afterSetBack, now }: SchedulerOptions,
  rounds: PeriodicRounds,
): Promise<void> {
  await afterSetBack(now())
  rounds.restart()
}

/**
 * Sleeps until something is due, or until the alarm rings; returns how often it rang. It sleeps in steps, because
 * setting the clock makes things due sooner, or requires another pass.
 */
async function sleepUntilDue(options: SchedulerOptions, rounds: PeriodicRounds): Promise<number> {
  const { alarm, now, signal } = options
  const from = now()
  const ms = nextSleepMs(options, rounds, from)
  for (let leftMs = ms; ; leftMs -= stepMs) {
    const rings = await alarm.wait(Math.min(stepMs, leftMs), signal)
    const isSetBack = now() < from - setBackMs
    if (rings > 0 || leftMs <= stepMs || now() >= from + ms || isSetBack) return rings
    if (signal.aborted) return 0
  }
}

/** Until the next pass or periodic task is due, with an upper limit. */
function nextSleepMs({ nextPass }: SchedulerOptions, rounds: PeriodicRounds, from: number): number {
  const dueMs = Math.min(nextPass(from), rounds.dueMs)
  return Math.min(Math.max(0, dueMs - from), roundEveryMs)
}
