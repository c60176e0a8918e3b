import type { NatsConnection } from '@nats-io/transport-node'
import { isInReach } from '../in-reach.ts'
import { NatsFault } from '../nats-fault.ts'
import { pause } from '../pause.ts'

/** Outside the stream's subjects: it is not stored. */
const heartbeatSubject = 'pressrun.relay.heartbeat'

export type HeartbeatTimes = {
  /** The interval of the relaying process's heartbeats. */
  readonly everyMs: number
  /** After this silence it may be gone: ask whether the log is free. */
  readonly tryAfterMs: number
  /** After this silence it stands still: take the log from it. */
  readonly stealAfterMs: number
  /** After this time the log is asked for despite heartbeats: any client could send them. */
  readonly tryAnywayMs: number
}

export const heartbeatTimes: HeartbeatTimes = {
  everyMs: 1_000,
  tryAfterMs: 2_500,
  stealAfterMs: 10_000,
  tryAnywayMs: 30_000,
}

/** The next step of a standby. */
type LockAction = 'try' | 'steal'

/** After so many heartbeats of which not even this process receives one, NATS does not carry messages. */
const missedMax = 5

/**
 * Announces that this process relays, until it is disposed of. Aborts when NATS, which must bring each heartbeat back
 * to this connection as well, no longer does: it is away, or it hangs.
 */
export function sendHeartbeats(
  connection: NatsConnection,
  { everyMs }: HeartbeatTimes,
  heartbeat: Pick<RelayHeartbeat, 'onHeartbeat'>,
): Disposable & { readonly missed: AbortSignal } {
  const silence = new AbortController()
  let missed = 0
  heartbeat.onHeartbeat(() => (missed = 0))
  const send = () => {
    if (connection.isClosed()) return
    // Heartbeats are counted, not time: a process that stood still itself has missed none.
    if (missed++ >= missedMax) silence.abort(new NatsFault('hung', connection.getServer()))
    connection.publish(heartbeatSubject)
  }
  send()
  const timer = setInterval(send, everyMs)
  return {
    missed: silence.signal,
    [Symbol.dispose]() {
      clearInterval(timer)
      heartbeat.onHeartbeat(() => {})
    },
  }
}

/** Listens for as long as the connection lives. */
export type RelayHeartbeat = {
  /** Waits until a step is due; until the signal at the latest. */
  readonly awaitRetry: (signal: AbortSignal) => Promise<LockAction>
  /** Called at each heartbeat that is received, from this process or another. */
  readonly onHeartbeat: (callback: () => void) => void
}

/**
 * Listens for the relaying process, so that the database is only asked when there is reason to. Silence counts only
 * while NATS itself is in reach: nothing is heard without it, and nothing relayed either.
 */
export function watchHeartbeat(connection: NatsConnection, times: HeartbeatTimes): RelayHeartbeat {
  let quietSince = performance.now()
  let triedAt = performance.now()
  let onHeartbeat = () => {}
  const markAlive = () => {
    quietSince = performance.now()
  }
  connection.subscribe(heartbeatSubject, {
    callback: () => {
      markAlive()
      onHeartbeat()
    },
  })
  return {
    onHeartbeat: (callback) => (onHeartbeat = callback),
    async awaitRetry(signal) {
      while (!signal.aborted) {
        await pause(times.everyMs, signal)
        if (performance.now() - triedAt >= times.tryAnywayMs) break
        if (performance.now() - Math.max(quietSince, triedAt) < times.tryAfterMs) continue
        if (!(await isInReach(connection, times.everyMs))) markAlive()
        else break
      }
      triedAt = performance.now()
      return triedAt - quietSince < times.stealAfterMs ? 'try' : 'steal'
    },
  }
}
