import type * as prometheus from 'prom-client'
import { registerProcessMetrics } from './process-metrics.ts'
import { Counter, Gauge, Histogram, Registry } from './prometheus.ts'

type Options<Configuration> = Omit<Configuration, 'registers'>

/** The values that each label of a metric can have. */
export type LabelValues<Label extends string> = Readonly<Record<Label, readonly string[]>>

export type CounterOptions<Label extends string> = Omit<
  Options<prometheus.CounterConfiguration<Label>>,
  'labelNames'
> & { readonly labels?: LabelValues<Label> }

/** Labels must be few-valued (`platform`, `outcome`), never an id: each value costs memory for good. */
export type Metrics = {
  readonly registry: prometheus.Registry
  /**
   * Makes a counter that is 0 for every combination of its label values. One that appeared with its
   * first event would hide that event: Prometheus sees no increase in a series that begins at 1.
   */
  counter<Label extends string = never>(options: CounterOptions<Label>): prometheus.Counter<Label>
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
    counter: (options) => counterFromZero(options, registers),
    gauge: (options) => new Gauge({ ...options, registers }),
    histogram: (options) => new Histogram({ ...options, registers }),
  }
  registerProcessMetrics(metrics)
  return metrics
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

/** Every choice of one value for each label; of no labels there is one, the empty choice. */
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
