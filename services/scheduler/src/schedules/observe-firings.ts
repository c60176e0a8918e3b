import { skipReasons, type ScheduleEvent, type ScheduleId } from '@pressrun/events'
import type { Logger, Metrics } from '@pressrun/runtime'

/** Counts firings, and logs those without a run. */
export function observeFirings(
  metrics: Metrics,
  log: Logger,
): (event: ScheduleEvent, scheduleId: ScheduleId) => void {
  const firings = metrics.counter({
    name: 'pressrun_schedule_firings_total',
    help: 'Instants of schedules, by what came of them: a run, a failure, or nothing',
    labels: { outcome: ['run', 'failed', ...skipReasons] },
  })
  const lateness = metrics.histogram({
    name: 'pressrun_schedule_lateness_seconds',
    help: 'From the instant a schedule names to the moment its run is made',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 60, 3_600, 86_400],
  })
  return (event, scheduleId) => {
    if (event.type === 'ScheduleSkipped')
      firings.inc({ outcome: event.data.reason }, event.data.count)
    if (event.type === 'ScheduleFailed') {
      firings.inc({ outcome: 'failed' })
      log.warn({ scheduleId, code: event.data.failure.code }, 'a schedule made no run')
    }
    if (event.type !== 'ScheduleFired') return
    firings.inc({ outcome: 'run' })
    lateness.observe(event.data.latenessMs / 1_000)
  }
}
