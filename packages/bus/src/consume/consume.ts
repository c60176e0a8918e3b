import type { JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { decodeEvent, UndecodableEvent, unreachable } from '@pressrun/events'
import { redeliveryConsumer, redeliveryStream, streamName } from '../topology.ts'
import type { ConsumerSettings } from '../topology.ts'
import { consumeStream, faultPauseMs } from './consume-stream.ts'
import { deadLetter } from './dead-letter.ts'
import { findDeadLetter, removeDeadLetter } from './dead-letters.ts'
import { retry, type Reaction, type ReactionOutcome } from './reaction.ts'

export type ConsumeOptions = {
  readonly connection: NatsConnection
  readonly consumer: ConsumerSettings
  readonly reaction: Reaction
  readonly observer: ConsumeObserver
  readonly signal: AbortSignal
  /** Throws `UndecodableEvent` for what is no event that this version knows. */
  readonly decode?: typeof decodeEvent | undefined
}

export type ConsumeObserver = {
  readonly settled: (outcome: ReactionOutcome['kind']) => void
  /** A reaction threw: its message is tried again after a pause. */
  readonly faulted: (cause: unknown) => void
  readonly gaveUp: (reason: string, subject: string) => void
  /** The consumer or the connection is gone; consuming starts anew. */
  readonly interrupted: (cause: unknown) => void
}

/**
 * Reacts to each message of a durable consumer until the signal, and again to those that it gave up and a
 * person wants delivered once more.
 */
export async function consume(options: ConsumeOptions): Promise<void> {
  const { connection, consumer, observer, signal } = options
  const common = { connection, interrupted: observer.interrupted, signal }
  await Promise.all([
    consumeStream({
      ...common,
      stream: streamName,
      consumer,
      settle: (message) => settle(message, options),
    }),
    consumeStream({
      ...common,
      stream: redeliveryStream,
      consumer: redeliveryConsumer(consumer.durable_name),
      settle: (message) => settleRedelivery(message, options),
    }),
  ])
}

async function settle(message: JsMsg, options: ConsumeOptions): Promise<void> {
  const outcome = await react(message.string(), message.info.deliveryCount, options)
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

/** The letter goes when its message is done with, and stays when it is given up again. */
async function settleRedelivery(message: JsMsg, options: ConsumeOptions): Promise<void> {
  const { connection, observer } = options
  const letter = await findDeadLetter(connection, message.string())
  if (!letter) return message.ack()
  // The delivery that gave up came to its end: only those before it may have left something half done.
  const before = Math.max(0, (letter.deliveries ?? 1) - 1)
  const outcome = await react(letter.payload, before + message.info.deliveryCount, options)
  observer.settled(outcome.kind)
  switch (outcome.kind) {
    case 'done':
      await removeDeadLetter(connection, letter)
      return message.ack()
    case 'retry':
      return message.nak(outcome.afterMs)
    case 'give-up':
      observer.gaveUp(outcome.reason, letter.subject)
      return message.ack()
    default:
      return unreachable(outcome)
  }
}

async function react(
  payload: string,
  number: number,
  { reaction, observer, decode = decodeEvent }: ConsumeOptions,
): Promise<ReactionOutcome> {
  try {
    return await reaction(decode(payload), { number })
  } catch (cause) {
    if (cause instanceof UndecodableEvent) return { kind: 'give-up', reason: 'undecodable' }
    observer.faulted(cause)
    return retry(faultPauseMs, 'fault')
  }
}
