import { jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { decodeEvent, UndecodableEvent, unreachable } from '@pressrun/events'
import { ensureConsumer, ensureStreams } from '../ensure-topology.ts'
import { pause } from '../pause.ts'
import { ackWaitMs, pullExpiresMs, streamName, type ConsumerSettings } from '../topology.ts'
import { deadLetter } from './dead-letter.ts'
import { retry, type Reaction, type ReactionOutcome } from './reaction.ts'

export type ConsumeOptions = {
  readonly connection: NatsConnection
  readonly consumer: ConsumerSettings
  readonly reaction: Reaction
  readonly observer: ConsumeObserver
  readonly signal: AbortSignal
}

export type ConsumeObserver = {
  readonly settled: (outcome: ReactionOutcome['kind']) => void
  /** A reaction threw: its message is tried again after a pause. */
  readonly faulted: (cause: unknown) => void
  readonly gaveUp: (reason: string, subject: string) => void
  /** The consumer or the connection is gone; consuming starts anew. */
  readonly interrupted: (cause: unknown) => void
}

const faultPauseMs = 2_000
const restartPauseMs = 500

/** The server asks for a sign of life every `ackWaitMs`; a third of it leaves room for a late one. */
const heartbeatMs = ackWaitMs / 3

/**
 * Reacts to each message of a durable consumer, at most `max_ack_pending` of them at once, until
 * the signal; then the reactions under way are awaited. A consumer or stream that disappears is
 * made again.
 */
export async function consume(options: ConsumeOptions): Promise<void> {
  const { connection, consumer, observer, signal } = options
  const underWay = new Map<JsMsg, Promise<void>>()
  const heartbeat = setInterval(() => {
    if (!connection.isClosed()) underWay.forEach((_, message) => message.working())
  }, heartbeatMs)
  try {
    while (!signal.aborted) {
      try {
        await ensureStreams(connection)
        await ensureConsumer(
          await jetstreamManager(connection, { checkAPI: false }),
          streamName,
          consumer,
        )
        await pull(options, underWay)
      } catch (cause) {
        if (signal.aborted) break
        observer.interrupted(cause)
        await pause(restartPauseMs, signal)
      }
    }
    await Promise.all(underWay.values())
  } finally {
    clearInterval(heartbeat)
  }
}

async function pull(options: ConsumeOptions, underWay: Map<JsMsg, Promise<void>>): Promise<void> {
  const { connection, consumer, observer, signal } = options
  const source = await jetstream(connection).consumers.get(streamName, consumer.durable_name)
  const messages = await source.consume({
    max_messages: consumer.max_ack_pending ?? 1_000,
    expires: pullExpiresMs,
    abort_on_missing_resource: true,
    callback: (message) => {
      const settled = settle(message, options)
        .catch((cause: unknown) => {
          observer.interrupted(cause)
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
    // The connection is closed: the server gives the message to whoever comes next.
  }
}

async function settle(message: JsMsg, options: ConsumeOptions): Promise<void> {
  const outcome = await react(message, options)
  options.observer.settled(outcome.kind)
  switch (outcome.kind) {
    case 'done':
      return message.ack()
    case 'retry':
      return message.nak(outcome.afterMs)
    case 'give-up':
      options.observer.gaveUp(outcome.reason, message.subject)
      await deadLetter(options.connection, message, outcome.reason)
        .then(() => message.term())
        .catch(() => message.nak(faultPauseMs))
      return
    default:
      return unreachable(outcome)
  }
}

async function react(message: JsMsg, options: ConsumeOptions): Promise<ReactionOutcome> {
  try {
    const delivery = { number: message.info.deliveryCount }
    return await options.reaction(decodeEvent(message.string()), delivery)
  } catch (cause) {
    if (cause instanceof UndecodableEvent) return { kind: 'give-up', reason: 'undecodable' }
    options.observer.faulted(cause)
    return retry(faultPauseMs, 'fault')
  }
}
