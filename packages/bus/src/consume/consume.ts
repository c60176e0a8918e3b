import type { NatsConnection } from '@nats-io/transport-node'
import { redeliveryConsumer, redeliveryStream, streamName } from '../topology.ts'
import type { ConsumerSettings } from '../topology.ts'
import { consumeStream } from './consume-stream.ts'
import { settleMessage, type SettleObserver, type SettleOptions } from './settle.ts'
import { settleRedelivery } from './settle-redelivery.ts'

export type ConsumeOptions = SettleOptions & {
  readonly connection: NatsConnection
  readonly consumer: ConsumerSettings
  /** Events under way at once while the process is busy; `max_ack_pending` when absent. */
  readonly busyMax?: number | undefined
  readonly observer: ConsumeObserver
  readonly signal: AbortSignal
}

export type ConsumeObserver = SettleObserver & {
  /** The consumer or the connection is gone; consuming starts anew. */
  readonly interrupted: (cause: unknown) => void
}

/**
 * Reacts to the messages of a durable consumer until the signal, and again to dead letters of it that a person wants
 * delivered once more.
 */
export async function consume(options: ConsumeOptions): Promise<void> {
  const { connection, consumer, busyMax, observer, signal } = options
  const common = { connection, interrupted: observer.interrupted, signal }
  await Promise.all([
    consumeStream({
      ...common,
      stream: streamName,
      consumer,
      busyMax,
      settle: (message, pulling) => settleMessage(message, pulling, options),
    }),
    consumeStream({
      ...common,
      stream: redeliveryStream,
      consumer: redeliveryConsumer(consumer.durable_name),
      settle: (message) => ({ jobs: 1, settled: settleRedelivery(message, options) }),
    }),
  ])
}
