import type { NatsConnection } from '@nats-io/transport-node'
import type { LogSession } from './log-source.ts'
import { pause } from '../pause.ts'
import { announceRelayFault, announceRelayWorks } from './relay-fault.ts'
import {
  sendHeartbeats,
  watchHeartbeat,
  heartbeatTimes,
  type RelayHeartbeat,
  type HeartbeatTimes,
} from './heartbeat.ts'
import { Relay, type RelayObserver } from './relay.ts'

export type RunRelayOptions = {
  readonly connection: NatsConnection
  /** Stands by, as `standBy` says, then locks the log; rejects without a database. */
  readonly lockLog: (
    signal: AbortSignal,
    awaitRetry: RelayHeartbeat['awaitRetry'],
  ) => Promise<LogSession>
  readonly replicas?: number
  /** Has more urgent work: at its start it leaves the relay to any other process. */
  readonly isStandby?: boolean
  readonly observer: RelayObserver & {
    /** Whether this process copies the log: it holds the lock, and its last try went well. */
    readonly working: (isWorking: boolean) => void
    readonly failed: (cause: unknown) => void
  }
  readonly signal: AbortSignal
  readonly times?: RelayTimes
}

export type RelayTimes = HeartbeatTimes & {
  /** The fallback for lost notifications that wake the relay, and for a lost stream. */
  readonly pollEveryMs: number
}

const usualTimes: RelayTimes = { ...heartbeatTimes, pollEveryMs: 15_000 }

/** After the first failure it is retried at once, then after this; doubled each time, up to the longest. */
const failurePauseMs = 500
const failurePauseMaxMs = 2_000

/**
 * Takes part in the relay until the signal: stands by while another is heard to relay, then relays whatever the log
 * holds. Failures are waited out; the log loses nothing.
 */
export async function runRelay(options: RunRelayOptions): Promise<void> {
  const { connection, observer, signal, times = usualTimes } = options
  const others = watchHeartbeat(connection, times)
  let failures = 0
  if (options.isStandby) await others.awaitRetry(signal)
  while (!signal.aborted) {
    try {
      await using log = await options.lockLog(signal, others.awaitRetry)
      using heartbeat = sendHeartbeats(connection, times, others)
      const { missed } = heartbeat
      await relayFrom(log, { ...options, times, missed }, () => {
        if (failures > 0) announceRelayWorks(connection)
        failures = 0
      })
    } catch (cause) {
      if (signal.aborted) return
      observer.failed(cause)
      announceRelayFault(connection, cause)
      if (failures > 0)
        await pause(Math.min(failurePauseMs * 2 ** (failures - 1), failurePauseMaxMs), signal)
      failures += 1
    } finally {
      observer.working(false)
    }
  }
}

async function relayFrom(
  log: LogSession,
  options: RunRelayOptions & {
    readonly times: RelayTimes
    readonly missed: AbortSignal
  },
  onDrained: () => void,
): Promise<void> {
  const { signal, times, missed, replicas = 1 } = options
  const observer: RelayObserver = {
    ...options.observer,
    relayed(count, position, newest) {
      options.observer.working(true)
      options.observer.relayed(count, position, newest)
    },
  }
  const relay = new Relay({ ...options, source: log, observer, replicas })
  const ended = AbortSignal.any([signal, missed])
  while (!signal.aborted) {
    await relay.drain(signal)
    options.observer.working(true)
    onDrained()
    const hasGrown = await log.grown(times.pollEveryMs, ended)
    missed.throwIfAborted()
    if (!hasGrown) relay.doubtStream()
  }
}
