import type { Handle, LogGuard } from '@pressrun/db'
import type { AccountId, RunId } from '@pressrun/events'
import type { Logger, Metrics } from '@pressrun/runtime'
import type pg from 'pg'
import { settleHolds } from '../accounts/settle-holds.ts'
import type { Alarm } from '../alarm.ts'
import type { Touched } from '../lanes/fold-signals.ts'
import { emitDueReconciliations } from '../reconcile/emit-due-reconciliations.ts'
import { abandonTasks } from '../runs/abandon-tasks.ts'
import { runCompletion } from '../runs/complete-runs.ts'
import { fireDueSchedules } from '../schedules/fire-due-schedules.ts'
import { observeFirings } from '../schedules/observe-firings.ts'
import { doDueJobs, type SystemJobs } from '../schedules/system-jobs.ts'
import { taskRepairer } from '../rows/repair-tasks.ts'
import { PeriodicTask } from './periodic-task.ts'
import { DeferredIds } from './deferred-ids.ts'

export type PeriodicTasksOptions = {
  /** Recreates lost rows. */
  readonly repair: () => Promise<void>
  readonly pool: pg.Pool
  readonly handle: Handle
  readonly guard: LogGuard
  readonly now: () => number
  readonly jobs: SystemJobs
  readonly alarm: Alarm
  readonly log: Logger
  readonly metrics: Metrics
}

/** How often runs are checked for their end while outcomes come in. */
const completionGapMs = 250

/** Notifies the periodic tasks of changes to their ids. */
export function notifyPeriodicTasks(tasks: PeriodicTasks, touched: Touched): void {
  if (touched.schedule) tasks.schedules.notify()
  if (touched.unconfirmed) tasks.reconciliations.notify()
  for (const runId of touched.runIds) tasks.completion.notify(runId)
  for (const accountId of touched.accountIds) tasks.holds.notify(accountId)
}

export type PeriodicTasks = ReturnType<typeof periodicTasks>

/** The scheduler's work besides dispatching. Its periodic tasks are independent: a failure stops no other. */
export function periodicTasks({
  pool,
  handle,
  guard,
  now,
  jobs,
  alarm,
  log,
  metrics,
  repair,
}: PeriodicTasksOptions) {
  const observe = observeFirings(metrics, log)
  const completeRuns = runCompletion(pool, handle)
  const repairTasks = taskRepairer({ pool, log })
  const deferred = {
    holds: new DeferredIds(),
    reconciliations: new DeferredIds(),
    orphans: new DeferredIds(),
  }
  return {
    holds: new PeriodicTask<AccountId>({
      name: 'settle-holds',
      now,
      async work(accountIds, at) {
        const { tasks, more } = await settleHolds(pool, handle, accountIds, at, deferred.holds)
        // Released tasks may go out.
        if (tasks > 0) alarm.ring()
        return more ? at : Infinity
      },
    }),
    completion: new PeriodicTask<RunId>({
      name: 'complete-runs',
      now,
      gapMs: completionGapMs,
      async work(runIds) {
        await completeRuns(runIds)
        return Infinity
      },
    }),
    reconciliations: new PeriodicTask({
      name: 'emit-due-reconciliations',
      now,
      work: (_, at) => emitDueReconciliations(pool, handle, at, deferred.reconciliations),
    }),
    orphans: new PeriodicTask({
      name: 'abandon-tasks',
      now,
      work: async (_, at) =>
        (await abandonTasks(pool, handle, at, deferred.orphans)) ? at : Infinity,
    }),
    rows: new PeriodicTask({
      name: 'repair-rows',
      now,
      async work() {
        await repair()
        return Infinity
      },
    }),
    tasks: new PeriodicTask({ name: 'repair-tasks', now, work: (_, at) => repairTasks(at) }),
    schedules: new PeriodicTask({
      name: 'fire-due-schedules',
      now,
      work: () =>
        fireDueSchedules({
          pool,
          guard,
          now,
          observe,
          failed: (cause, scheduleId) =>
            log.error({ err: cause, scheduleId }, 'a schedule could not be fired'),
        }),
    }),
    jobs: new PeriodicTask({
      name: 'do-due-jobs',
      now,
      work: () =>
        doDueJobs({
          pool,
          jobs,
          now,
          failed: (cause, job) => log.error({ err: cause, job }, 'a system job failed'),
        }),
    }),
  }
}
