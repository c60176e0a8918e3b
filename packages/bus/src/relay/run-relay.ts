import type { NatsConnection } from '@nats-io/transport-node'
import type { LogSession } from './log-source.ts'
import { pause } from '../pause.ts'
import { Relay, type RelayObserver } from './relay.ts'

export type RunRelayOptions = {
  readonly connection: NatsConnection
  /** Waits for its turn, then holds the log; rejects when the database is not there. */
  readonly holdLog: (signal: AbortSignal) => Promise<LogSession>
  readonly replicas?: number
  readonly observer: RelayObserver & {
    readonly holding: (held: boolean) => void
    readonly failed: (cause: unknown) => void
  }
  readonly signal: AbortSignal
}

/** The safety net under the notifications that wake the relay. */
const lookAnywayMs = 10_000

/** Doubled from failure to failure, up to the longest. */
const failurePauseMs = 500
const failurePauseMaxMs = 4_000

/**
 * Takes part in the relay for as long as the signal allows: stands by until the log is free, then
 * relays whatever it holds. Failures are waited out, the log keeps everything.
 */
export async function runRelay(options: RunRelayOptions): Promise<void> {
  const { observer, signal } = options
  let failures = 0
  while (!signal.aborted) {
    try {
      await using log = await options.holdLog(signal)
      observer.holding(true)
      await relayFrom(log, options, () => (failures = 0))
    } catch (cause) {
      if (signal.aborted) return
      observer.failed(cause)
      await pause(Math.min(failurePauseMs * 2 ** failures++, failurePauseMaxMs), signal)
    } finally {
      observer.holding(false)
    }
  }
}

async function relayFrom(
  log: LogSession,
  options: RunRelayOptions,
  onDrained: () => void,
): Promise<void> {
  const { connection, replicas, observer, signal } = options
  const relay = new Relay({ connection, source: log, observer, replicas: replicas ?? 1 })
  while (!signal.aborted) {
    await relay.drain(signal)
    onDrained()
    if (!(await log.grown(lookAnywayMs, signal))) relay.doubtStream()
  }
}
