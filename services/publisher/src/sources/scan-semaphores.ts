import type { SourceRow } from './source-row.ts'
import { Semaphore } from '../semaphore.ts'

/** How many scans of this process may at once do what takes time, memory or the database. */
export type ScanSemaphores = {
  /** From the request for a feed to the end of the scan. */
  readonly scans: Semaphore
  /** Parsing and importing. */
  readonly imports: Semaphore
}

/**
 * A feed is mostly waited for, so many may be read at once. Each holds a response of at most 10 MB until it is
 * imported: together no more than 320 MB.
 */
const scansAtOnceMax = 32
/** A slow host delays its own feeds, and no others. */
const scansOfHostMax = 4
/** Each may need a thread to parse in, with memory of its own, and a connection to the database. */
const importsMax = 4

export const createScanSemaphores = (): ScanSemaphores => ({
  scans: new Semaphore({ max: scansAtOnceMax, ofKeyMax: scansOfHostMax }),
  imports: new Semaphore({ max: importsMax }),
})

/** Shared by scans of the same host; all folders share one. */
export const hostOf = ({ type, location }: SourceRow): string =>
  (type === 'rss' && URL.parse(location)?.host) || ''

/** A permit to import, acquired when it is first needed. */
export class ImportPermit implements AsyncDisposable {
  readonly #turns: Semaphore
  readonly #signal: AbortSignal
  #turn: Promise<Disposable> | undefined

  constructor({ imports }: ScanSemaphores, signal: AbortSignal) {
    this.#turns = imports
    this.#signal = signal
  }

  async begin(): Promise<void> {
    await (this.#turn ??= this.#turns.acquire('', this.#signal))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const permit = await this.#turn?.catch(() => undefined)
    permit?.[Symbol.dispose]()
  }
}
