import type { Metrics } from '../metrics.ts'
import { closedReasons, type ClosedReason } from './request-gate.ts'

/** Counts the connections that a server closes because of its limits. */
export function countClosedConnections(metrics: Metrics): (reason: ClosedReason) => void {
  const closed = metrics.counter({
    name: 'pressrun_http_connections_closed_total',
    help: 'Connections closed because clients hold too many, sent too much, or do not read',
    labels: { reason: closedReasons },
  })
  return (reason) => closed.inc({ reason })
}
