import type * as prometheus from 'prom-client'
import type { CounterOptions, Metrics } from './metrics.ts'
import { registerProcessMetrics } from './process-metrics.ts'
import { Counter, Gauge, Histogram, Registry } from '@pressrun/lean/prometheus'

/** A registry of its own, not the library's global one, so that two services fit in one process. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  const registers = [registry]
  const metrics: Metrics = {
    registry,
    page: whileMade(() => registry.metrics()),
    counter: (options) => counterFromZero(options, registers),
    gauge: (options) => new Gauge({ ...options, registers }),
    histogram: (options) => new Histogram({ ...options, registers }),
  }
  registerProcessMetrics(metrics)
  return metrics
}

function whileMade<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let making: Promise<Value> | undefined
  return () => (making ??= make().finally(() => (making = undefined)))
}

function counterFromZero<Label extends string>(
  { labels, ...options }: CounterOptions<Label>,
  registers: prometheus.Registry[],
): prometheus.Counter<Label> {
  const values = Object.entries<readonly string[]>(labels ?? {}) as [Label, readonly string[]][]
  const labelNames = values.map(([label]) => label)
  const counter = new Counter({ ...options, labelNames, registers })
  for (const labelled of combinations(values)) counter.inc(labelled, 0)
  return counter
}

/** Every combination of label values; without labels there is one, the empty combination. */
function combinations<Label extends string>(
  labels: readonly (readonly [Label, readonly string[]])[],
): Partial<Record<Label, string>>[] {
  const begin: Partial<Record<Label, string>>[] = [{}]
  return labels.reduce(
    (chosen, [label, values]) =>
      chosen.flatMap((choice) => values.map((value) => ({ ...choice, [label]: value }))),
    begin,
  )
}
