import type { Chunk, Witness } from '@pressrun/events'

/** What the relay reads from: the Postgres log. */
export type LogSource = {
  readonly read: (afterSeq: number, limit: number) => Promise<readonly Chunk[]>
  /** The newest row and the newest event; 0 when there is none. */
  readonly head: () => Promise<{ readonly seq: number; readonly position: number }>
  /**
   * Compares the log with the stream's last message, which knows how far it was. A log that knows less was restored
   * from a backup; that is then recorded.
   */
  readonly check: (stream: Witness) => Promise<LogCheck>
}

type LogCheck = {
  /** Each restore that a person accepts begins another. */
  readonly epoch: number
  /** Why the log counts as restored; null when nothing speaks against it. */
  readonly restored: string | null
}

/** The locked log: while this session lives, no other process relays. */
export type LogSession = LogSource &
  AsyncDisposable & {
    /** Resolves true when the log has grown since the last call, false after `maxWaitMs` in vain. */
    readonly grown: (maxWaitMs: number, signal: AbortSignal) => Promise<boolean>
  }
