import { toInstant, type RunId } from '@pressrun/events'
import type { Handle } from '@pressrun/db'
import { pause } from '@pressrun/runtime'
import type pg from 'pg'
import type { Alarm } from './alarm.ts'
import { nextDueMs } from './lanes/next-due.ts'
import type { Dispatched } from './lanes/dispatch.ts'
import { abandonTasks } from './runs/abandon-tasks.ts'
import { completeRuns } from './runs/complete-runs.ts'

export type SchedulerOptions = {
  readonly pool: pg.Pool
  readonly handle: Handle
  readonly dispatch: () => Promise<Dispatched>
  readonly alarm: Alarm
  /** Runs whose tasks have moved since they were last looked at. */
  readonly touchedRuns: Set<RunId>
  readonly now: () => number
  readonly failed: (cause: unknown) => void
  readonly signal: AbortSignal
}

/** Under load, looks begin at least this far apart: fewer and fuller commits cost less. */
const lookGapMs = 20
/** As many wake-ups at once are no load: what they announce goes out without delay. */
const quietRings = 8
/** How often the end of a run is looked for while its tasks come in. */
const completionGapMs = 250
/** A wake-up can be lost; then this is how long something ready, or a run that is over, may wait. */
const lookAnywayMs = 15_000
const failurePauseMs = 1_000

/** Emits what is due, sleeps until the next due instant or wake-up, and completes runs. */
export async function runScheduler(options: SchedulerOptions): Promise<void> {
  const { signal, alarm } = options
  let allRunsAt = 0
  let completionAt = 0
  let lookAt = 0
  let gapMs = 0
  while (!signal.aborted) {
    try {
      await pause(Math.max(0, lookAt + gapMs - options.now()), signal)
      lookAt = options.now()
      const { more, unblockedAt } = await options.dispatch()
      const now = options.now()
      const allRuns = now >= allRunsAt
      if (allRuns || (options.touchedRuns.size > 0 && now >= completionAt)) {
        await completeTouched(options, allRuns)
        if (allRuns) await abandonTasks(options.pool, options.handle, now)
        if (allRuns) allRunsAt = now + lookAnywayMs
        completionAt = now + completionGapMs
      }
      const rings = more
        ? Infinity
        : await alarm.wait(await sleepMs(options, completionAt, unblockedAt), signal)
      gapMs = rings > quietRings ? lookGapMs : 0
    } catch (cause) {
      if (signal.aborted) return
      options.failed(cause)
      allRunsAt = 0
      await pause(failurePauseMs, signal)
    }
  }
}

async function completeTouched(options: SchedulerOptions, all: boolean): Promise<void> {
  const runIds = [...options.touchedRuns]
  options.touchedRuns.clear()
  await completeRuns(options.pool, options.handle, all ? null : runIds)
}

/** Until the next task is due or account is free, the next look at touched runs, or just in case. */
async function sleepMs(
  options: SchedulerOptions,
  completionAt: number,
  unblockedAt: number,
): Promise<number> {
  const now = options.now()
  const due = (await nextDueMs(options.pool, toInstant(now))) ?? Infinity
  const completion = options.touchedRuns.size > 0 ? completionAt : Infinity
  const next = Math.min(due, unblockedAt, completion) - now
  return Math.max(0, Math.min(next, lookAnywayMs))
}
