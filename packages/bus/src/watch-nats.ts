import type { NatsConnection } from '@nats-io/transport-node'
import { consumerFault } from './consume/consumer-fault.ts'
import { inReach } from './in-reach.ts'
import {
  NatsFault,
  natsFaultOf,
  natsFaults,
  ofJetStream,
  type NatsFaultName,
} from './nats-fault.ts'
import { watchRelayFaults } from './relay/relay-fault.ts'
import { streamName } from './topology.ts'

export const natsFaultMetric = {
  name: 'pressrun_nats_fault',
  help: '1 for what is wrong with NATS, as this process sees it',
}

/** Checks whether what Pressrun needs of NATS works on a connection. It asks only when called. */
export type NatsWatch = {
  readonly metric: typeof natsFaultMetric
  readonly faults: typeof natsFaults
  /** Rejects with a `NatsFault` when something does not. */
  readonly check: () => Promise<void>
  /** The name of the part that fails. */
  readonly fault: () => Promise<NatsFaultName | undefined>
}

export type WatchOptions = {
  /** The timeout of each of two responses; together shorter than that of a health check. */
  readonly withinMs?: number
  readonly now?: () => number
  /**
   * Whether the log has gone on after the stream's last row, and for a while. Announcements about the relay are
   * believed only then: any client may make them.
   */
  readonly lacks?: (seq: number) => Promise<boolean>
}

const answerWithinMs = 450

/** A server that refuses is asked again twice a second: its last refusal is stale after this. */
const refusedForMs = 7_000

export function watchNats(connection: NatsConnection, options: WatchOptions = {}): NatsWatch {
  const { withinMs = answerWithinMs, now = () => performance.now(), lacks } = options
  const relay = watchRelayFaults(connection, now)
  const refusal = watchRefusals(connection, now)
  const failed = (cause: unknown) => {
    const fault = natsFaultOf(cause) ?? 'away'
    const refused = fault === 'away' ? refusal() : undefined
    const name = refused ? natsFaultOf(refused) : fault
    return new NatsFault(name ?? 'away', connection.getServer(), refused ?? cause)
  }
  const check = async () => {
    let seq: number
    try {
      await inReach(connection, withinMs)
      seq = await askJetStream(connection, withinMs)
    } catch (cause) {
      throw failed(cause)
    }
    const relayFault = relay.current()
    if (relayFault && (!lacks || (await lacks(seq)))) throw relayFault
    const unread = consumerFault(connection)
    if (unread) throw unread
  }
  return {
    metric: natsFaultMetric,
    faults: natsFaults,
    check,
    fault: () =>
      check().then(
        () => undefined,
        (cause: unknown) => natsFaultOf(cause) ?? 'away',
      ),
  }
}

/**
 * Returns the last sequence of the stream. A missing stream is made by the next process that needs it; that JetStream
 * responds is what counts.
 */
async function askJetStream(connection: NatsConnection, timeoutMs: number): Promise<number> {
  const answer = await connection
    .request(`$JS.API.STREAM.INFO.${streamName}`, '', { timeout: timeoutMs })
    .catch((cause: unknown) => {
      const isSilent = natsFaultOf(cause) === 'hung'
      throw isSilent ? new NatsFault('no-jetstream', connection.getServer(), cause) : cause
    })
  const { error, state } = answer.json<StreamAnswer>()
  if (!error || error.code === 404) return state?.last_seq ?? 0
  throw new NatsFault(
    ofJetStream(error.description),
    connection.getServer(),
    new Error(error.description),
  )
}

type StreamAnswer = {
  readonly error?: { readonly code: number; readonly description: string }
  readonly state?: { readonly last_seq: number }
}

/** The server's text when it last refused the credentials, while that is recent. */
function watchRefusals(connection: NatsConnection, now: () => number): () => Error | undefined {
  let refusal: Error | undefined
  let refusedAt = -Infinity
  const checkStatus = async () => {
    for await (const status of connection.status()) {
      if (status.type === 'reconnect') refusal = undefined
      if (status.type !== 'error' || natsFaultOf(status.error) !== 'refused') continue
      refusal = status.error
      refusedAt = now()
    }
  }
  void checkStatus()
  return () => (now() - refusedAt < refusedForMs ? refusal : undefined)
}
