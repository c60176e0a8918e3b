import type { EventType, Witness } from '@pressrun/events'

/** An entry of the log; `data` and `meta` are JSON text. */
export type LogEntry = {
  readonly position: number
  readonly id: string
  readonly streamId: string
  readonly version: number
  readonly type: EventType
  readonly schemaVersion: number
  readonly data: string
  readonly meta: string
  readonly recordedAt: string
}

/** Where the relay reads from: the Postgres log. */
export type LogSource = {
  readonly read: (afterPosition: number, limit: number) => Promise<readonly LogEntry[]>
  /** The position of the newest entry; 0 when there is none. */
  readonly head: () => Promise<number>
  /**
   * Compares the log with the stream's last message, which knows how far it was. A log that knows less was
   * restored from a backup; that is then on record.
   */
  readonly check: (stream: Witness) => Promise<LogCheck>
}

export type LogCheck = {
  /** Each restore that a person accepts begins another. */
  readonly epoch: number
  /** Why the log counts as restored; null when nothing speaks against it. */
  readonly restored: string | null
}

/** The log, held: while this session lives, no other process relays. */
export type LogSession = LogSource &
  AsyncDisposable & {
    /** Resolves true when the log has grown since the last call, false after `maxWaitMs` in vain. */
    readonly grown: (maxWaitMs: number, signal: AbortSignal) => Promise<boolean>
  }
