import type { NatsConnection } from '@nats-io/transport-node'
import { isInReach } from '../in-reach.ts'
import { NatsFault } from '../nats-fault.ts'
import { pause } from '../pause.ts'

/** Outside the stream's subjects: it is gone as soon as it is said. */
const pulseSubject = 'pressrun.relay.pulse'

export type PulseTimes = {
  /** How often whoever relays says so. */
  readonly everyMs: number
  /** After as long a silence it may be gone: ask whether the log is free. */
  readonly askAfterMs: number
  /** After as long a silence it stands still: take the log from it. */
  readonly takeAfterMs: number
  /** After as long the log is asked for whatever is heard: anybody may say that he relays. */
  readonly askAnywayMs: number
}

export const pulseTimes: PulseTimes = {
  everyMs: 1_000,
  askAfterMs: 2_500,
  takeAfterMs: 10_000,
  askAnywayMs: 30_000,
}

/** What somebody who stands by is to do now. */
type Turn = 'try' | 'steal'

/** After so many beats of which not even this process hears any, NATS does not carry messages. */
const unheardMax = 5

/**
 * Says that this process relays, until it is disposed of. Aborts when NATS, which is to bring each beat back
 * to this connection as well, no longer does: it is away, or it hangs.
 */
export function beat(
  connection: NatsConnection,
  { everyMs }: PulseTimes,
  pulse: Pick<Pulse, 'whenHeard'>,
): Disposable & { readonly unheard: AbortSignal } {
  const silence = new AbortController()
  let unheard = 0
  pulse.whenHeard(() => (unheard = 0))
  const say = () => {
    if (connection.isClosed()) return
    // Beats are counted, not time: a process that stood still itself has missed none.
    if (unheard++ >= unheardMax) silence.abort(new NatsFault('hung', connection.getServer()))
    connection.publish(pulseSubject)
  }
  say()
  const timer = setInterval(say, everyMs)
  return {
    unheard: silence.signal,
    [Symbol.dispose]() {
      clearInterval(timer)
      pulse.whenHeard(() => {})
    },
  }
}

/** Listens for as long as the connection lives. */
export type Pulse = {
  /** Waits until it is time to do something; until the signal at the latest. */
  readonly awaitRetry: (signal: AbortSignal) => Promise<Turn>
  /** What to do from now on at each beat that is heard, from this process or another. */
  readonly whenHeard: (callback: () => void) => void
}

/**
 * Listens for whoever relays, so that the database is only asked when there is reason to. Silence counts
 * as long as NATS itself is in reach: nothing is heard without it, and nothing relayed either.
 */
export function listenForPulse(connection: NatsConnection, times: PulseTimes): Pulse {
  let quietSince = performance.now()
  let askedAt = performance.now()
  let whenHeard = () => {}
  const hear = () => {
    quietSince = performance.now()
  }
  connection.subscribe(pulseSubject, {
    callback: () => {
      hear()
      whenHeard()
    },
  })
  return {
    whenHeard: (callback) => (whenHeard = callback),
    async awaitRetry(signal) {
      while (!signal.aborted) {
        await pause(times.everyMs, signal)
        if (performance.now() - askedAt >= times.askAnywayMs) break
        if (performance.now() - Math.max(quietSince, askedAt) < times.askAfterMs) continue
        if (!(await isInReach(connection, times.everyMs))) hear()
        else break
      }
      askedAt = performance.now()
      return askedAt - quietSince < times.takeAfterMs ? 'try' : 'steal'
    },
  }
}
