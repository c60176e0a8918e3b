import type { Logger, Metrics } from '@pressrun/runtime'
import type { ProjectOptions } from './project.ts'
import type { Rebuilt } from './rebuild.ts'

/** What analytics tells Prometheus, and the log where a person may have to look. */
export function analyticsMetrics(metrics: Metrics, log: Logger, views: readonly string[]) {
  const projected = metrics.counter({
    name: 'pressrun_view_events_total',
    help: 'Events taken into a view',
    labels: { view: views },
  })
  const position = metrics.gauge({
    name: 'pressrun_view_position',
    help: 'Position of the last event a view has taken in',
    labelNames: ['view'],
  })
  const observer: ProjectOptions['observer'] = {
    projected: (view, events, to) => {
      projected.inc({ view }, events)
      position.set({ view }, to)
    },
    interrupted: (view, cause) => log.warn({ err: cause, view }, 'a view was interrupted'),
    undecodable: (view, subject, at) =>
      log.error({ view, subject, position: at }, 'a view skipped a message it cannot decode'),
  }
  return {
    observer,
    rebuilt: (view: string, { events, durationMs }: Rebuilt) =>
      log.info({ view, events, durationMs: Math.round(durationMs) }, 'a view was rebuilt'),
    rebuildFailed: (view: string, cause: unknown) =>
      log.error({ err: cause, view }, 'a view could not be rebuilt; the live one stands'),
  }
}
