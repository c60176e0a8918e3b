import type { LeftOut, RefusedItem } from './source-row.ts'
import type { ScanResult } from '@pressrun/events'
import type { Found, Problem } from '@pressrun/feeds'
import type { ImportedItems } from './import-items.ts'

/** How many of the items left out are listed one by one. */
const refusedMax = 10

export type ScanTotals = {
  readonly counts: Pick<ScanResult, 'found' | 'added' | 'changed' | 'refused'>
  /** Why items were left out: that no account is left, or else the first reason found. */
  readonly leftOut: LeftOut | null
  /** That new items are not published, as accounts already received them. */
  readonly heldBack: Problem | null
  /** The named ones among the items left out. */
  readonly leftOutNames: readonly string[]
  /** Some items wait for accounts, or for their date: the source is read again even if it has not changed. */
  readonly isWaiting: boolean
  /** The whole source was read. */
  readonly isWhole: boolean
  /** It was not, because the source was paused. */
  readonly isPaused: boolean
  /** Something was not ready yet, and will be soon. */
  readonly soon: boolean
}

const printable = (name: string): string => name.replaceAll(/\p{Cc}/gu, '\ufffd')

/** What a scan has found and imported so far. */
export class ScanTally {
  readonly counts = { found: 0, added: 0, changed: 0, refused: 0 }
  readonly seen = new Set<string>()
  readonly leftOutNames: string[] = []
  #isWhole = true
  #isPaused = false
  readonly #refused: RefusedItem[] = []
  #first: Problem | null = null
  readonly #publishedBefore: string[] = []
  #isWaiting = false
  #isHolding = false
  #isPassing = false

  get isWhole(): boolean {
    return this.#isWhole
  }

  get totals(): ScanTotals {
    const { counts, leftOutNames, isWhole } = this
    // A scan that was cut short is continued soon, unless it made no progress.
    const soon = this.#isPassing || (!isWhole && counts.added + counts.changed > 0)
    const first = this.#isWaiting ? noAccountLeft : this.#first
    const leftOut = first && { ...first, refused: this.#refused }
    const heldBack = publishedBefore(this.#publishedBefore)
    const [isWaiting, isPaused] = [this.#isWaiting || this.#isHolding, this.#isPaused]
    return { counts, leftOut, heldBack, leftOutNames, isWaiting, isWhole, isPaused, soon }
  }

  addImported({
    added,
    changed,
    waiting,
    held = 0,
    publishedBefore = [],
    refused = [],
  }: ImportedItems): void {
    this.counts.added += added
    this.counts.changed += changed
    this.#publishedBefore.push(...publishedBefore)
    for (const { identity } of waiting) this.#refuse(noAccountLeft, identity)
    this.#isWaiting ||= waiting.length > 0
    this.#isHolding ||= held > 0
    for (const { identity, code } of refused) this.#addUnacceptable(identity, code)
  }

  addPaused(): void {
    this.#isPaused = true
    this.#isWhole = false
  }

  addFound(one: Found): void {
    if (one.kind === 'unfinished') {
      this.#isWhole = false
      return
    }
    this.counts.found += 1
    const identity = one.kind === 'item' ? one.item.identity : one.identity
    if (identity !== undefined) this.seen.add(identity)
    if (one.kind !== 'refused') return
    this.#refuse(one.problem, identity)
    this.#isPassing ||= one.soon ?? false
    if (identity !== undefined) this.leftOutNames.push(identity)
  }

  #addUnacceptable(identity: string, code: string): void {
    const name = printable(identity).slice(0, 200)
    const message = `The database does not accept an item (SQLSTATE ${code}): ${name}`
    this.#refuse({ code: 'item-not-accepted', message }, name)
    this.leftOutNames.push(identity)
  }

  #refuse(problem: Problem, name: string | undefined): void {
    this.counts.refused += 1
    this.#first ??= problem
    if (this.#refused.length < refusedMax)
      this.#refused.push({ ...(name !== undefined && { name }), ...problem })
  }
}

const noAccountLeft: Problem = {
  code: 'account-not-found',
  message:
    'None of the accounts to publish to exists any more; new items wait until autoPublish names others.',
}

const namesMax = 5

function publishedBefore(names: readonly string[]): Problem | null {
  if (names.length === 0) return null
  const shown = names.slice(0, namesMax).map((name) => printable(name).slice(0, 100))
  const more = names.length > namesMax ? ', ...' : ''
  const message =
    'New items are not published to accounts that were given them before; their articles can be published ' +
    `by hand. They are ${names.length}: ${shown.join(', ')}${more}`
  return { code: 'published-before', message }
}
