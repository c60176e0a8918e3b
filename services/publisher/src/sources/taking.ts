import type { LeftOut, RefusedItem } from '@pressrun/db'
import type { ScanResult } from '@pressrun/events'
import type { Found, SourceItem, Trouble } from '@pressrun/platforms/sources'
import type { TakenIn } from './take-in.ts'

/** Of what was left out so many are told one by one. */
const refusedMax = 10

export type Taken = {
  readonly counts: Pick<ScanResult, 'found' | 'added' | 'changed' | 'refused'>
  /** Why items had to be left out; of several the first, but before all that nobody is left to publish to. */
  readonly leftOut: LeftOut | null
  /** Those of them that have names. */
  readonly leftOutNames: readonly string[]
  /** Some wait for accounts: the source is read again even if it has not changed. */
  readonly isWaiting: boolean
  /** All of the source was seen. */
  readonly isWhole: boolean
  /** Something was not ready yet, and will be soon. */
  readonly soon: boolean
}

/** What was seen so far. */
export class Taking {
  readonly counts = { found: 0, added: 0, changed: 0, refused: 0 }
  readonly items: SourceItem[] = []
  readonly seen = new Set<string>()
  readonly leftOutNames: string[] = []
  isWhole = true
  readonly #refused: RefusedItem[] = []
  #first: Trouble | null = null
  #isWaiting = false
  #isPassing = false

  get taken(): Taken {
    const { counts, leftOutNames, isWhole } = this
    // A scan that was cut short is soon gone on with, if going on gets it any further.
    const soon = this.#isPassing || (!isWhole && counts.added + counts.changed > 0)
    const first = this.#isWaiting ? nobodyLeft : this.#first
    const leftOut = first && { ...first, refused: this.#refused }
    return { counts, leftOut, leftOutNames, isWaiting: this.#isWaiting, isWhole, soon }
  }

  add({ added, changed, waiting }: TakenIn): void {
    this.counts.added += added
    this.counts.changed += changed
    for (const { identity } of waiting) this.#refuse(nobodyLeft, identity)
    this.#isWaiting ||= waiting.length > 0
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
    this.#refuse(one.trouble, identity)
    this.#isPassing ||= one.soon ?? false
    if (identity !== undefined) this.leftOutNames.push(identity)
  }

  #refuse(trouble: Trouble, name: string | undefined): void {
    this.counts.refused += 1
    this.#first ??= trouble
    if (this.#refused.length < refusedMax)
      this.#refused.push({ ...(name !== undefined && { name }), ...trouble })
  }
}

const nobodyLeft: Trouble = {
  code: 'account-not-found',
  message: 'None of the accounts to publish to is there any more; what is new waits for others.',
}
