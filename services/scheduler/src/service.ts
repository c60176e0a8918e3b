import { toInstant, type AccountId, type RunId } from '@pressrun/events'
import type { Handle } from '@pressrun/db'
import { pause } from '@pressrun/runtime'
import type pg from 'pg'
import { settleHolds, tasksMax } from './accounts/settle-holds.ts'
import type { Alarm } from './alarm.ts'
import { nextDue } from './lanes/next-due.ts'
import type { Dispatched } from './lanes/dispatch.ts'
import { emitDueLooks } from './reconcile/emit-due-looks.ts'
import { abandonTasks } from './runs/abandon-tasks.ts'
import { completeRuns } from './runs/complete-runs.ts'
import type { FiringAgenda } from './schedules/firing-agenda.ts'

export type SchedulerOptions = {
  readonly pool: pg.Pool
  readonly handle: Handle
  readonly dispatch: () => Promise<Dispatched>
  readonly alarm: Alarm
  /** Runs whose tasks have moved since they were last looked at. */
  readonly touchedRuns: Set<RunId>
  /** Accounts to which something has happened since then. */
  readonly touchedAccounts: Set<AccountId>
  readonly schedules: FiringAgenda
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
/** Where another scheduler was looking: it may have died before it was done. */
const standbyMs = 500

/** When what is not done at every look is to be done next; milliseconds. */
type Agenda = { everythingAt: number; completionAt: number; reconciliationAt: number }

/** Emits what is due, sleeps until the next due instant or wake-up, and completes runs. */
export async function runScheduler(options: SchedulerOptions): Promise<void> {
  const { signal, alarm } = options
  const agenda: Agenda = { everythingAt: 0, completionAt: 0, reconciliationAt: 0 }
  let lookAt = 0
  let gapMs = 0
  while (!signal.aborted) {
    try {
      // Never longer than the gap: the clock may have been set back.
      await pause(Math.min(gapMs, Math.max(0, lookAt + gapMs - options.now())), signal)
      lookAt = options.now()
      const { more, busy } = await options.dispatch()
      await workOff(agenda, options)
      const rings = more ? Infinity : await alarm.wait(await sleepMs(options, agenda, busy), signal)
      gapMs = rings > quietRings ? lookGapMs : 0
    } catch (cause) {
      if (signal.aborted) return
      options.failed(cause)
      agenda.everythingAt = 0
      await pause(failurePauseMs, signal)
    }
  }
}

/** Everything that is level-triggered: done for what was touched, and for all there is now and then. */
async function workOff(agenda: Agenda, options: SchedulerOptions): Promise<void> {
  const { pool, handle, touchedRuns, touchedAccounts } = options
  const now = options.now()
  agenda.everythingAt = Math.min(agenda.everythingAt, now + lookAnywayMs)
  const everything = now >= agenda.everythingAt
  if (everything) agenda.everythingAt = now + lookAnywayMs
  if (everything || touchedAccounts.size > 0) {
    const accountIds = take(touchedAccounts)
    const tasks = await settleHolds(pool, handle, everything ? null : accountIds, now)
    // What was released may go out.
    if (tasks > 0) options.alarm.ring()
    if (tasks >= tasksMax) accountIds.forEach((accountId) => touchedAccounts.add(accountId))
    if (tasks >= tasksMax && everything) agenda.everythingAt = now
  }
  if (everything || (touchedRuns.size > 0 && now >= agenda.completionAt)) {
    const runIds = take(touchedRuns)
    await completeRuns(pool, handle, everything ? null : runIds)
    agenda.completionAt = options.now() + completionGapMs
  }
  if (everything || now >= agenda.reconciliationAt) {
    await emitDueLooks(pool, handle, now)
    agenda.reconciliationAt = Infinity
  }
  if (everything) await abandonTasks(pool, handle, now)
  // Everything at once: two wake-ups that come apart would cost two looks.
  if (everything) options.schedules.touch()
  // The last: a fault of theirs keeps nothing else from being done.
  await options.schedules.fireDue()
}

function take<Item>(touched: Set<Item>): Item[] {
  const items = [...touched]
  touched.clear()
  return items
}

/** Until the next lane is to be looked at, what is on the agenda, or just in case. */
async function sleepMs(options: SchedulerOptions, agenda: Agenda, busy: boolean): Promise<number> {
  const now = options.now()
  const { laneMs, lookMs } = await nextDue(options.pool, toInstant(now))
  agenda.reconciliationAt = Math.min(agenda.reconciliationAt, lookMs)
  const completion = options.touchedRuns.size > 0 ? agenda.completionAt : Infinity
  const { everythingAt, reconciliationAt } = agenda
  const again = busy ? now + standbyMs : Infinity
  const next = Math.min(
    laneMs,
    again,
    reconciliationAt,
    completion,
    everythingAt,
    options.schedules.nextMs,
  )
  return options.touchedAccounts.size > 0 ? 0 : Math.max(0, next - now)
}
