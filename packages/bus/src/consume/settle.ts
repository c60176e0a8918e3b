import type { JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { decodeChunk, UndecodableEvent, type RecordedEvent } from '@pressrun/events'
import { isOurs } from '../relay/message-heads.ts'
import { faultPauseMs, type Pulling, type Settling } from './consume-stream.ts'
import { deadLetter } from './dead-letter.ts'
import { outcomesOf, type ReactionObserver } from './react.ts'
import { giveUp, type Delivery, type Reaction, type ReactionOutcome } from './reaction.ts'

export type SettleOptions = {
  readonly connection: NatsConnection
  readonly reaction: Reaction
  readonly observer: SettleObserver
  /** Throws `UndecodableEvent` for a message without events that this version knows. */
  readonly decode?: typeof decodeChunk | undefined
}

export type SettleObserver = ReactionObserver & {
  readonly gaveUp: (reason: string, subject: string) => void
}

/**
 * Reacts to the events of a message, and settles it when all of them are settled: a retried event brings back the
 * whole message, whose finished events are done at once. Events that are given up become dead letters, and hold up
 * nothing else.
 */
export function settleMessage(
  message: JsMsg,
  { jobSlots, sinceMs }: Pick<Pulling, 'jobSlots' | 'sinceMs'>,
  options: SettleOptions,
): Settling {
  // A foreign message, and the relay is going to replace the stream: that is no dead letter of ours.
  if (!isOurs(message)) return { jobs: 1, settled: Promise.resolve(message.term()) }
  const events = decodeMessage(message.subject, message.string(), options)
  if (!events) return { jobs: 1, settled: settleUndecodable(message, options) }
  const arrived = jobSlots.expect(events.length)
  const settle = async () => {
    using _arrived = arrived
    const delivery = deliveryOf(message, events, sinceMs)
    const outcomes = await outcomesOf(events, delivery, arrived.run, options)
    await conclude(message, events, outcomes, options)
  }
  return { jobs: events.length, settled: settle() }
}

function deliveryOf({ info }: JsMsg, events: readonly RecordedEvent[], sinceMs: number): Delivery {
  const forgotten = Date.parse(events[0]?.recordedAt ?? '') < sinceMs
  return { number: info.deliveryCount, ...(forgotten && { forgotten }) }
}

/** Undefined for a message that this version cannot decode. */
export function decodeMessage(
  subject: string,
  payload: string,
  { decode = decodeChunk }: SettleOptions,
): RecordedEvent[] | undefined {
  try {
    return decode(subject, payload)
  } catch (cause) {
    if (cause instanceof UndecodableEvent) return undefined
    throw cause
  }
}

async function conclude(
  message: JsMsg,
  events: readonly RecordedEvent[],
  outcomes: readonly ReactionOutcome[],
  { connection, observer }: SettleOptions,
): Promise<void> {
  let pauseMs: number | undefined
  const comesAgain = (afterMs: number) => (pauseMs = Math.max(pauseMs ?? 0, afterMs))
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.kind === 'retry') comesAgain(outcome.afterMs)
    if (outcome.kind !== 'give-up') continue
    observer.gaveUp(outcome.reason, message.subject)
    await deadLetter(connection, message, outcome.reason, events[index]).catch(() =>
      comesAgain(faultPauseMs),
    )
  }
  if (pauseMs === undefined) message.ack()
  else message.nak(pauseMs)
}

async function settleUndecodable(
  message: JsMsg,
  { connection, observer }: SettleOptions,
): Promise<void> {
  const { kind, reason } = giveUp('undecodable')
  observer.settled(kind)
  observer.gaveUp(reason, message.subject)
  await deadLetter(connection, message, reason)
    .then(() => message.term())
    .catch(() => message.nak(faultPauseMs))
}
