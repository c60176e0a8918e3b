import { skipRepeats } from '@pressrun/bus'
import type { Logger, Metrics } from '@pressrun/runtime'
import type { WriteOptions } from './write-in-term.ts'

/** The metrics of analytics, and log entries where a person may have to act. */
export function analyticsMetrics(
  metrics: Metrics,
  log: Logger,
  views: readonly string[],
): WriteOptions['observer'] {
  const projected = metrics.counter({
    name: 'pressrun_view_events_total',
    help: 'Events taken into a view',
    labels: { view: views },
  })
  const skipped = metrics.counter({
    name: 'pressrun_view_undecodable_total',
    help: 'Messages a view skipped because it cannot decode them',
    labels: { view: views },
  })
  const position = metrics.gauge({
    name: 'pressrun_view_position',
    help: 'Position of the last event a view has taken in',
    labelNames: ['view'],
  })
  const writer = metrics.gauge({
    name: 'pressrun_view_writer',
    help: '1 while this process writes a view',
    labelNames: ['view'],
  })
  const isFirst = skipRepeats()
  for (const view of views) writer.set({ view }, 0)
  return {
    writing: (view, writes) => {
      writer.set({ view }, writes ? 1 : 0)
      // The position of a standby would never move.
      if (!writes) position.remove({ view })
      log.info({ view }, writes ? 'writes a view' : 'no longer writes a view')
    },
    projected: (view, events, to) => {
      projected.inc({ view }, events)
      position.set({ view }, to)
    },
    interrupted: (view, cause) => {
      if (isFirst(cause)) log.warn({ err: cause, view }, 'a view was interrupted')
    },
    undecodable: (view, subject, at) => {
      skipped.inc({ view })
      log.error({ view, subject, seq: at }, 'a view skipped a message it cannot decode')
    },
    rebuilt: (view, { events, durationMs }) =>
      log.info({ view, events, durationMs: Math.round(durationMs) }, 'a view was rebuilt'),
    rebuildFailed: (view, cause) =>
      log.error({ err: cause, view }, 'a view could not be rebuilt; the live one stands'),
  }
}
