import type { MintId } from '@pressrun/events'
import type { Logger, Metrics } from '@pressrun/runtime'
import type pg from 'pg'
import { fireDueSchedules } from './fire-due-schedules.ts'
import { FiringAgenda } from './firing-agenda.ts'
import { firingMetrics } from './firing-metrics.ts'
import { doDueJobs, type SystemJobs } from './system-jobs.ts'

export type AgendaOptions = {
  readonly pool: pg.Pool
  readonly mint: MintId
  readonly now: () => number
  readonly jobs: SystemJobs
  readonly log: Logger
  readonly metrics: Metrics
}

/** All that is done by the clock of a cron: the schedules of people, and the jobs of the system. */
export function openAgenda({ pool, mint, now, jobs, log, metrics }: AgendaOptions): FiringAgenda {
  const told = firingMetrics(metrics)
  const fire = () =>
    fireDueSchedules({
      pool,
      mint,
      now,
      told,
      failed: (cause, scheduleId) =>
        log.error({ err: cause, scheduleId }, 'a schedule could not be fired'),
    })
  const work = () =>
    doDueJobs({
      pool,
      jobs,
      now,
      failed: (cause, job) => log.error({ err: cause, job }, 'a system job failed'),
    })
  return new FiringAgenda(async () => Math.min(await fire(), await work()), now)
}
