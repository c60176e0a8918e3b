import type { SourceRow } from './source-row.ts'
import { Turns } from '../turns.ts'

/** How many scans of this process may do at once what takes time, memory or the database. */
export type ScanTurns = {
  /** From the request for a feed to the end of the scan. */
  readonly scans: Turns
  /** Parsing and importing. */
  readonly imports: Turns
}

/**
 * A feed is mostly waited for, so many may be read at once. Each of them holds an answer of at most
 * 10 MB until it is imported: together no more than 320 MB.
 */
const scansAtOnceMax = 32
/** A host that is slow holds up its own feeds, and no others. */
const scansOfHostMax = 4
/** Each may need a thread to parse in, with memory of its own, and a connection to the database. */
const importsMax = 4

export const createScanTurns = (): ScanTurns => ({
  scans: new Turns({ max: scansAtOnceMax, ofKeyMax: scansOfHostMax }),
  imports: new Turns({ max: importsMax }),
})

/** What scans of the same host share; folders are all of one. */
export const hostOf = ({ type, location }: SourceRow): string =>
  (type === 'rss' && URL.parse(location)?.host) || ''

/** A turn to import, taken when it is first needed. */
export class ImportTurn implements AsyncDisposable {
  readonly #turns: Turns
  readonly #signal: AbortSignal
  #turn: Promise<Disposable> | undefined

  constructor({ imports }: ScanTurns, signal: AbortSignal) {
    this.#turns = imports
    this.#signal = signal
  }

  async begin(): Promise<void> {
    await (this.#turn ??= this.#turns.take('', this.#signal))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const turn = await this.#turn?.catch(() => undefined)
    turn?.[Symbol.dispose]()
  }
}
