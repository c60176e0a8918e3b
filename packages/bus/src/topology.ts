import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
} from '@nats-io/jetstream'
import type { ConsumerConfig, StreamConfig } from '@nats-io/jetstream'
import { nanos } from '@nats-io/transport-node'
import { subjectRoot } from '@pressrun/events'

/** The log, message by message; always a prefix of it. */
export const streamName = 'PRESSRUN'

/** Messages that could not be processed, stored for a person to examine. */
export const deadLetterStream = 'PRESSRUN_DEAD'
export const deadLetterRoot = 'pressrun.dead'

/** Dead letters to be redelivered; each message is the id of one, and goes when that is settled. */
export const redeliveryStream = 'PRESSRUN_REDELIVERY'
export const redeliveryRoot = 'pressrun.redeliver'

/** How long a service may hold a message before it is given to another. */
export const ackWaitMs = 6_000

/**
 * How long a request for messages lives. The client checks its consumer after a silence that long, and retries that
 * much later when the server is not quite up yet.
 */
export const pullExpiresMs = 5_000

const deadLetterAgeMs = 30 * 24 * 3_600_000

/** Under way at once: dead letters may be the costliest messages. */
const redeliveriesMax = 10

/** A limit in bytes would be reserved: space that a small disk may not have, for what should never come. */
const deadLettersMax = 10_000

const duplicateWindowMs = 120_000

/**
 * The configuration of the streams. Every field here exists since nats-server 2.9, which silently ignores those it
 * does not know.
 */
export const streams = (replicas?: number): StreamSettings[] => [
  {
    name: streamName,
    subjects: [`${subjectRoot}.>`],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    max_age: 0,
    ...(replicas === undefined ? {} : { num_replicas: replicas }),
    duplicate_window: nanos(duplicateWindowMs),
    deny_delete: true,
    deny_purge: true,
  },
  {
    name: deadLetterStream,
    subjects: [`${deadLetterRoot}.>`],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    max_age: nanos(deadLetterAgeMs),
    max_msgs: deadLettersMax,
    max_bytes: -1,
    ...(replicas === undefined ? {} : { num_replicas: replicas }),
  },
  {
    name: redeliveryStream,
    subjects: [`${redeliveryRoot}.>`],
    storage: StorageType.File,
    retention: RetentionPolicy.Workqueue,
    discard: DiscardPolicy.New,
    max_age: nanos(deadLetterAgeMs),
    max_msgs: deadLettersMax,
    ...(replicas === undefined ? {} : { num_replicas: replicas }),
  },
]

export type StreamSettings = Partial<StreamConfig> & { name: string; subjects: string[] }

/** All consumers; they belong to the publisher. */
export const consumerNames = ['publisher', 'reconciler', 'scanner'] as const

/** A durable consumer of the stream, shared by all processes of its name. */
export const durableConsumer = (
  name: string,
  subject: string,
  pendingMax: number,
): ConsumerSettings => ({
  durable_name: name,
  filter_subject: subject,
  ack_policy: AckPolicy.Explicit,
  deliver_policy: DeliverPolicy.All,
  ack_wait: nanos(ackWaitMs),
  max_deliver: -1,
  max_ack_pending: pendingMax,
})

/** The dead letters of a consumer that are redelivered. */
export const redeliveryConsumer = (name: string): ConsumerSettings =>
  durableConsumer(name, `${redeliveryRoot}.${name}`, redeliveriesMax)

export type ConsumerSettings = Partial<ConsumerConfig> & { durable_name: string }
