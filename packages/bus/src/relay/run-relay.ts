import type { NatsConnection } from '@nats-io/transport-node'
import type { LogSession } from './log-source.ts'
import { pause } from '../pause.ts'
import { beat, listenForPulse, pulseTimes, type Pulse, type PulseTimes } from './pulse.ts'
import { Relay, type RelayObserver } from './relay.ts'

export type RunRelayOptions = {
  readonly connection: NatsConnection
  /** Waits for its turn, as `standBy` says, then holds the log; rejects without a database. */
  readonly holdLog: (signal: AbortSignal, standBy: Pulse['standBy']) => Promise<LogSession>
  readonly replicas?: number
  /** Has more urgent things to do: at its start it leaves the relay to whoever else is there. */
  readonly standsBack?: boolean
  readonly observer: RelayObserver & {
    readonly holding: (held: boolean) => void
    readonly failed: (cause: unknown) => void
  }
  readonly signal: AbortSignal
  readonly times?: RelayTimes
}

export type RelayTimes = PulseTimes & {
  /** The safety net under the notifications that wake the relay, and for a stream that was lost. */
  readonly lookAnywayMs: number
}

const usualTimes: RelayTimes = { ...pulseTimes, lookAnywayMs: 15_000 }

/** Doubled from failure to failure, up to the longest. */
const failurePauseMs = 500
const failurePauseMaxMs = 4_000

/**
 * Takes part in the relay for as long as the signal allows: stands by while another is heard to relay,
 * then relays whatever the log holds. Failures are waited out, the log keeps everything.
 */
export async function runRelay(options: RunRelayOptions): Promise<void> {
  const { connection, observer, signal, times = usualTimes } = options
  const pulse = listenForPulse(connection, times)
  let failures = 0
  if (options.standsBack) await pulse.standBy(signal)
  while (!signal.aborted) {
    try {
      await using log = await options.holdLog(signal, pulse.standBy)
      using _beat = beat(connection, times)
      observer.holding(true)
      await relayFrom(log, { ...options, times }, () => (failures = 0))
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
  options: RunRelayOptions & { readonly times: RelayTimes },
  onDrained: () => void,
): Promise<void> {
  const { connection, replicas, observer, signal, times } = options
  const relay = new Relay({ connection, source: log, observer, replicas: replicas ?? 1 })
  while (!signal.aborted) {
    await relay.drain(signal)
    onDrained()
    if (!(await log.grown(times.lookAnywayMs, signal))) relay.doubtStream()
  }
}
