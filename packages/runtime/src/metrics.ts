import type * as prometheus from 'prom-client'
import { registerProcessMetrics } from './process-metrics.ts'
import { Counter, Gauge, Histogram, Registry } from './prometheus.ts'

type Options<Configuration> = Omit<Configuration, 'registers'>

/** Labels must be few-valued (`platform`, `outcome`), never an id: each value costs memory for good. */
export type Metrics = {
  readonly registry: prometheus.Registry
  counter<Label extends string>(
    options: Options<prometheus.CounterConfiguration<Label>>,
  ): prometheus.Counter<Label>
  gauge<Label extends string>(
    options: Options<prometheus.GaugeConfiguration<Label>>,
  ): prometheus.Gauge<Label>
  histogram<Label extends string>(
    options: Options<prometheus.HistogramConfiguration<Label>>,
  ): prometheus.Histogram<Label>
}

/** A registry of its own, not the library's global one, so that two services fit in one process. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  const registers = [registry]
  const metrics: Metrics = {
    registry,
    counter: (options) => new Counter({ ...options, registers }),
    gauge: (options) => new Gauge({ ...options, registers }),
    histogram: (options) => new Histogram({ ...options, registers }),
  }
  registerProcessMetrics(metrics)
  return metrics
}
