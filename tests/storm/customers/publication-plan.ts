import { seededRandom } from '../seeded-random.ts'

/** A run that a customer wants. */
export type Publication = {
  readonly atMs: number
  /** Unique, so that every post can be traced to its run. */
  readonly title: string
  /** The numbers of the accounts. */
  readonly accounts: readonly number[]
  readonly priority: number
  readonly concurrency: number
  /** How far ahead it is scheduled; at once when absent. */
  readonly aheadMs?: number
}

export type PublicationOptions = {
  readonly seed: number
  readonly tasks: number
  readonly accounts: number
  readonly lastsMs: number
}

/** Runs of so many tasks in all, spread evenly: the same for the same seed. */
export function publicationPlan(options: PublicationOptions): Publication[] {
  const { seed, tasks, accounts, lastsMs } = options
  const random = seededRandom(`publications ${seed}`)
  const everybody = Array.from({ length: accounts }, (_, index) => index)
  const size = Math.ceil(accounts * 0.8)
  const runs = Math.ceil(tasks / size)
  return Array.from({ length: runs }, (_, run) => ({
    atMs: Math.round((run * lastsMs) / runs),
    title: `Storm ${seed}-${run + 1}`,
    accounts: random.shuffled(everybody).slice(0, Math.min(size, tasks - run * size)),
    priority: random.pick([5, 5, 5, 2, 9]),
    concurrency: random.pick([10, 20, 50, 200]),
    ...(random.next() < 0.3 && { aheadMs: random.between(2_000, 8_000) }),
  }))
}

/** The title of the run a post belongs to, wherever a platform shows it. */
export const titleIn = (text: string): string | undefined => /Storm \d+-\d+/.exec(text)?.[0]
