import type { Logger, Metrics } from '@pressrun/runtime'
import type { Dispatched } from './lanes/dispatched.ts'

/** Measures dispatching, and logs breakers as they open and close. */
export function schedulerMetrics(metrics: Metrics, log: Logger, now: () => number) {
  const dispatched = metrics.counter({
    name: 'pressrun_tasks_dispatched_total',
    help: 'Tasks given to the publisher',
  })
  const seconds = metrics.histogram({
    name: 'pressrun_dispatch_duration_seconds',
    help: 'How long one pass over the lanes takes, its commit included',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  })
  const lateness = metrics.histogram({
    name: 'pressrun_dispatch_lateness_seconds',
    help: 'From the instant a lane slept until (a due time, the end of a backoff or of a limit) to the commit of what went out of it',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 60],
  })
  return {
    dispatching: (dispatch: () => Promise<Dispatched>) => async (): Promise<Dispatched> => {
      const end = seconds.startTimer()
      const result = await dispatch()
      if (!result.busy) end()
      dispatched.inc(result.tasks)
      for (const at of result.sleptUntil) lateness.observe(Math.max(0, now() - at) / 1_000)
      for (const { upstream, isOpen } of result.breakerChanges)
        if (isOpen) log.warn({ upstream }, 'breaker opened: too many attempts failed in a row')
        else log.info({ upstream }, 'breaker closed: the upstream is healthy again')
      return result
    },
  }
}
