import { jetstreamManager } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { absent, streamNotFound } from '../ensure-topology.ts'
import { pause } from '../pause.ts'

/** Outside the stream's subjects: all processes hear it even when JetStream accepts nothing. */
const replacedSubject = 'pressrun.relay.replaced'

/** However often it is announced, the server is asked no more often than this whether it is true. */
const askEveryMs = 1_000

/** Announces to all processes that the stream is another, and empty. */
export const announceReplaced = (connection: NatsConnection): void =>
  connection.publish(replacedSubject)

export type KnownStream = {
  readonly name: string
  /** The creation time of the stream that is read, from the server; empty while none is. */
  readonly created: () => string
}

/**
 * Calls back when the stream was replaced. A consumer of the earlier one would receive nothing for a while, when the
 * server does not report that it is gone. Foreign clients may announce it as well: it counts if the server has another
 * stream than the known one.
 */
export function onReplacedNotice(
  connection: NatsConnection,
  { name, created }: KnownStream,
  callback: () => void,
): Disposable {
  const over = new AbortController()
  let isAsking = false
  let isRepeated = false
  const onNotice = () => {
    isRepeated = isAsking
    if (!isAsking) void ask()
  }
  const ask = async () => {
    isAsking = true
    const now = await madeAt(connection, name).catch(created)
    if (!over.signal.aborted && now !== created() && created() !== '') callback()
    await pause(askEveryMs, over.signal)
    isAsking = false
    if (isRepeated && !over.signal.aborted) onNotice()
  }
  const subscription = connection.subscribe(replacedSubject, {
    callback: (error) => {
      if (!error) onNotice()
    },
  })
  return {
    [Symbol.dispose]() {
      over.abort()
      subscription.unsubscribe()
    },
  }
}

/** When the stream was made; empty when there is none. */
export async function madeAt(connection: NatsConnection, name: string): Promise<string> {
  const { streams } = await jetstreamManager(connection, { checkAPI: false })
  const info = await streams.info(name).catch(absent(streamNotFound))
  return info?.created ?? ''
}
