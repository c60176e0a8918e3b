import {
  Counter,
  type CounterConfiguration,
  Gauge,
  type GaugeConfiguration,
  Histogram,
  type HistogramConfiguration,
  Registry,
} from 'prom-client'
import { registerProcessMetrics } from './process-metrics.ts'

type Options<Configuration> = Omit<Configuration, 'registers'>

/** Labels must be few-valued (`platform`, `outcome`), never an id: each value costs memory for good. */
export type Metrics = {
  readonly registry: Registry
  counter<Label extends string>(options: Options<CounterConfiguration<Label>>): Counter<Label>
  gauge<Label extends string>(options: Options<GaugeConfiguration<Label>>): Gauge<Label>
  histogram<Label extends string>(options: Options<HistogramConfiguration<Label>>): Histogram<Label>
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
