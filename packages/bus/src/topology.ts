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

/** The nerve: the log, message by message. What it holds is always a prefix of the log. */
export const streamName = 'PRESSRUN'

/** Messages that nobody can make sense of, kept for a person to look at. */
export const deadLetterStream = 'PRESSRUN_DEAD'
export const deadLetterRoot = 'pressrun.dead'

/** Which of them are to be delivered again; each message is the id of one, and goes when that is settled. */
export const redeliveryStream = 'PRESSRUN_REDELIVERY'
export const redeliveryRoot = 'pressrun.redeliver'

/** How long a message may lie with a service before it is given to another. */
export const ackWaitMs = 6_000

/**
 * How long a request for messages lives. The client looks after its consumer when it hears nothing for
 * that long, and tries again that much later when the server is not quite up yet.
 */
export const pullExpiresMs = 5_000

const deadLetterAgeMs = 30 * 24 * 3_600_000

/** Under way at once: what was given up may be what costs most. */
const redeliveriesMax = 10

/** A limit in bytes would be reserved: room that a small disk may not have, for what should never come. */
const deadLettersMax = 10_000

const duplicateWindowMs = 120_000

/**
 * The streams as they are to be. Every field here exists since nats-server 2.9, which silently
 * ignores those it does not know.
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

/** Those there are; all belong to the publisher. */
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

/** What of the dead letters of a consumer comes again. */
export const redeliveryConsumer = (name: string): ConsumerSettings =>
  durableConsumer(name, `${redeliveryRoot}.${name}`, redeliveriesMax)

export type ConsumerSettings = Partial<ConsumerConfig> & { durable_name: string }
