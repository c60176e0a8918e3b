import type { Health } from './health.ts'
import type { Metrics } from './metrics.ts'

/** Watches another server that this process needs. */
export type DependencyWatch<Fault extends string> = {
  /** Of the gauge that is 1 for the fault that is. */
  readonly metric: { readonly name: string; readonly help: string }
  /** All that can be wrong with it. */
  readonly faults: readonly Fault[]
  /** Rejects with the reason when something is wrong. */
  readonly check: () => Promise<void>
  /** What is wrong now. */
  readonly fault: () => Promise<Fault | undefined>
}

/** The process is ready only while the dependency works; a metric says what is wrong with it. */
export function requireDependency<Fault extends string>(
  { health, metrics }: { readonly health: Health; readonly metrics: Metrics },
  name: string,
  watch: DependencyWatch<Fault>,
): void {
  health.check(name, watch.check)
  measureFaults(metrics, watch)
}

/** A gauge that is 1 for the fault that is, and 0 for all others. Asked when scraped. */
export function measureFaults<Fault extends string>(
  metrics: Metrics,
  { metric, faults, fault }: Omit<DependencyWatch<Fault>, 'check'>,
): void {
  metrics.gauge({
    ...metric,
    labelNames: ['fault'],
    async collect() {
      const current = await fault()
      for (const known of faults) this.set({ fault: known }, known === current ? 1 : 0)
    },
  })
}
