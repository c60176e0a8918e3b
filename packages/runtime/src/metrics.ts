import type * as prometheus from 'prom-client'

type Options<Configuration> = Omit<Configuration, 'registers'>

/** The possible values of each label of a metric. */
type LabelValues<Label extends string> = Readonly<Record<Label, readonly string[]>>

export type CounterOptions<Label extends string> = Omit<
  Options<prometheus.CounterConfiguration<Label>>,
  'labelNames'
> & { readonly labels?: LabelValues<Label> }

/** Labels must be few-valued (`platform`, `outcome`), never an id: each value costs memory for good. */
export type Metrics = {
  readonly registry: prometheus.Registry
  /** For Prometheus. Concurrent callers share one result: it takes a process some milliseconds. */
  page(): Promise<string>
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
