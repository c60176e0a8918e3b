import { performance } from 'node:perf_hooks'
import type { Metrics } from './metrics.ts'

/**
 * Metrics of the process, read when scraped. The library's own set measures the event loop with a timer that fires a
 * hundred times a second; utilization says as much and costs nothing while idle.
 */
export function registerProcessMetrics({ counter, gauge }: Metrics): void {
  let cpuSeconds = 0
  counter({
    name: 'process_cpu_seconds_total',
    help: 'Seconds of processor time, user and system.',
    collect() {
      const { user, system } = process.cpuUsage()
      this.inc((user + system) / 1e6 - cpuSeconds)
      cpuSeconds = (user + system) / 1e6
    },
  })
  gauge({
    name: 'process_start_time_seconds',
    help: 'When the process started, in seconds since the epoch.',
  }).set(performance.timeOrigin / 1_000)
  gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory the process holds.',
    collect() {
      this.set(process.memoryUsage.rss())
    },
  })
  registerRuntimeMetrics(gauge)
}

function registerRuntimeMetrics(gauge: Metrics['gauge']): void {
  gauge({
    name: 'nodejs_heap_size_used_bytes',
    help: 'Memory of live and not yet collected objects.',
    collect() {
      this.set(process.memoryUsage().heapUsed)
    },
  })
  let before = performance.eventLoopUtilization()
  gauge({
    name: 'nodejs_eventloop_utilization_ratio',
    help: 'Share of the time since the last scrape in which the event loop was busy, 0 to 1.',
    collect() {
      const now = performance.eventLoopUtilization()
      this.set(performance.eventLoopUtilization(now, before).utilization)
      before = now
    },
  })
  gauge({
    name: 'nodejs_active_resources',
    help: 'Things that keep the event loop alive, by type.',
    labelNames: ['type'],
    collect() {
      this.reset()
      for (const type of process.getActiveResourcesInfo()) this.inc({ type })
    },
  })
  gauge({ name: 'nodejs_version_info', help: 'The Node version.', labelNames: ['version'] })
    .labels(process.version)
    .set(1)
}
