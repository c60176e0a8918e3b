import type { Check, Health } from './health.ts'
import type { Metrics } from './metrics.ts'
import { CannotStart } from './process.ts'

/** Watches another server that this process needs. */
export type DependencyWatch<Fault extends string> = {
  /** Of the gauge that is 1 for the present fault. */
  readonly metric: { readonly name: string; readonly help: string }
  /** All possible faults. */
  readonly faults: readonly Fault[]
  /** Rejects with the reason when something is wrong. */
  readonly check: () => Promise<void>
  /** The present fault. */
  readonly fault: () => Promise<Fault | undefined>
}

type Observed = { readonly health: Health; readonly metrics: Metrics }

/** The process is ready only while the dependency works; a metric names its fault. */
export function requireDependency<Fault extends string>(
  { health, metrics }: Observed,
  name: string,
  watch: DependencyWatch<Fault>,
): void {
  health.check(name, watch.check)
  measureFaults(metrics, watch)
}

/** The checks that a process needs of its database. */
export type DatabaseNeeds<Fault extends string> = {
  /** Returns why this version cannot work with it at all. */
  readonly unfit: () => Promise<string | undefined>
  readonly watch: DependencyWatch<Fault>
  /** Problems that a person should know of. */
  readonly notes: Readonly<Record<string, Check>>
}

/** Throws `CannotStart` for a database that this version cannot work with; the process is ready while it works. */
export async function requireDatabase<Fault extends string>(
  observed: Observed,
  { unfit, watch, notes }: DatabaseNeeds<Fault>,
): Promise<void> {
  requireDependency(observed, 'database', watch)
  for (const [name, check] of Object.entries(notes)) observed.health.note(name, check)
  const reason = await unfit()
  if (reason !== undefined) throw new CannotStart(reason)
}

/** A gauge that is 1 for the present fault, and 0 for all others. Evaluated when scraped. */
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
