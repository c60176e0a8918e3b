import type { ScanResult } from '@pressrun/events'
import type { Found, SourceItem, Trouble } from '@pressrun/platforms/sources'
import { waitingForDatabase } from '../jobs/waiting-for-database.ts'
import { settleNames } from './item-names.ts'
import { takeIn, type Scan, type TakingIn } from './take-in.ts'

/** Items that are one commit. With a run each for many accounts they are much to write. */
const chunkMax = 50

export type Taken = {
  readonly counts: Pick<ScanResult, 'found' | 'added' | 'changed' | 'refused'>
  /** Why items had to be left out; of several the first. */
  readonly leftOut: Trouble | null
  /** Those of them that have names. */
  readonly leftOutNames: readonly string[]
  /** All of the source was seen. */
  readonly isWhole: boolean
  /** Something was not ready yet, and will be soon. */
  readonly soon: boolean
}

type TakingInAll = TakingIn & { readonly signal: AbortSignal }

/** Takes in all that a source holds, part by part. Undefined when the scan was overtaken. */
export async function takeInAll(
  found: Iterable<Found> | AsyncIterable<Found>,
  scan: Scan,
  options: TakingInAll,
): Promise<Taken | undefined> {
  const taking = new Taking()
  const take = async (): Promise<boolean> => {
    const items = taking.items.splice(0)
    if (items.length === 0) return true
    const taken = await waitingForDatabase(() => takeIn(items, scan, options), options.signal)
    taking.counts.added += taken?.added ?? 0
    taking.counts.changed += taken?.changed ?? 0
    return taken !== undefined
  }
  for await (const one of found) {
    taking.note(one)
    if (taking.items.length >= chunkMax && !(await take())) return undefined
  }
  if (!(await take())) return undefined
  const { seen, isWhole } = taking
  if (isWhole) await waitingForDatabase(() => settleNames(options.pool, scan, seen), options.signal)
  return taking.taken
}

/** What was seen so far. */
class Taking {
  readonly counts = { found: 0, added: 0, changed: 0, refused: 0 }
  readonly items: SourceItem[] = []
  readonly seen = new Set<string>()
  readonly leftOutNames: string[] = []
  leftOut: Trouble | null = null
  isWhole = true
  #isPassing = false

  get taken(): Taken {
    const { counts, leftOut, leftOutNames, isWhole } = this
    // A scan that was cut short is soon gone on with, if going on gets it any further.
    const soon = this.#isPassing || (!isWhole && counts.added + counts.changed > 0)
    return { counts, leftOut, leftOutNames, isWhole, soon }
  }

  note(one: Found): void {
    if (one.kind === 'unfinished') {
      this.isWhole = false
      return
    }
    this.counts.found += 1
    if (one.kind === 'item') this.items.push(one.item)
    const identity = one.kind === 'item' ? one.item.identity : one.identity
    if (identity !== undefined) this.seen.add(identity)
    if (one.kind !== 'refused') return
    this.counts.refused += 1
    this.leftOut ??= one.trouble
    this.#isPassing ||= one.soon ?? false
    if (identity !== undefined) this.leftOutNames.push(identity)
  }
}
