import { jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { ensureConsumer, ensureStreams } from '../ensure-topology.ts'
import { pause } from '../pause.ts'
import { ackWaitMs, pullExpiresMs, type ConsumerSettings } from '../topology.ts'

export type ConsumeStreamOptions = {
  readonly connection: NatsConnection
  readonly stream: string
  readonly consumer: ConsumerSettings
  /** Reacts to a message and settles it. One that rejects comes again after a pause. */
  readonly settle: (message: JsMsg) => Promise<void>
  readonly interrupted: (cause: unknown) => void
  readonly signal: AbortSignal
}

/** Before a message that could not be settled is tried again. */
export const faultPauseMs = 2_000
const restartPauseMs = 500

/** The server asks for a sign of life every `ackWaitMs`; a third of it leaves room for a late one. */
const heartbeatMs = ackWaitMs / 3

/**
 * Settles each message of a durable consumer, at most `max_ack_pending` of them at once, until the
 * signal; then those under way are awaited. A consumer or stream that disappears is made again.
 */
export async function consumeStream(options: ConsumeStreamOptions): Promise<void> {
  const { connection, stream, consumer, interrupted, signal } = options
  const underWay = new Map<JsMsg, Promise<void>>()
  const heartbeat = setInterval(() => {
    if (!connection.isClosed()) underWay.forEach((_, message) => message.working())
  }, heartbeatMs)
  try {
    while (!signal.aborted) {
      try {
        await ensureStreams(connection)
        const manager = await jetstreamManager(connection, { checkAPI: false })
        await ensureConsumer(manager, stream, consumer)
        await pull(options, underWay)
      } catch (cause) {
        if (signal.aborted) break
        interrupted(cause)
        await pause(restartPauseMs, signal)
      }
    }
    await Promise.all(underWay.values())
  } finally {
    clearInterval(heartbeat)
  }
}

async function pull(
  options: ConsumeStreamOptions,
  underWay: Map<JsMsg, Promise<void>>,
): Promise<void> {
  const { connection, stream, consumer, settle, interrupted, signal } = options
  const source = await jetstream(connection).consumers.get(stream, consumer.durable_name)
  const messages = await source.consume({
    max_messages: consumer.max_ack_pending ?? 1_000,
    expires: pullExpiresMs,
    abort_on_missing_resource: true,
    callback: (message) => {
      const settled = settle(message)
        .catch((cause: unknown) => {
          interrupted(cause)
          handBack(message)
        })
        .finally(() => underWay.delete(message))
      underWay.set(message, settled)
    },
  })
  const stop = () => messages.stop()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    const reason = await messages.closed()
    if (reason) throw reason
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** What could not be settled comes again; where not even that can be said, after the ack wait. */
function handBack(message: JsMsg): void {
  try {
    message.nak(faultPauseMs)
  } catch {
    // The connection is closed: the server gives the message to the next that asks.
  }
}
