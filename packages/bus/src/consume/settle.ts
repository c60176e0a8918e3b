import type { JsMsg } from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { decodeChunk, UndecodableEvent, type RecordedEvent } from '@pressrun/events'
import { pause } from '../pause.ts'
import { isOurs } from '../relay/message-heads.ts'
import { faultPauseMs, type Settling } from './consume-stream.ts'
import { deadLetter } from './dead-letter.ts'
import type { JobRoom } from './job-room.ts'
import { giveUp, retry, type Delivery, type Reaction, type ReactionOutcome } from './reaction.ts'

export type SettleOptions = {
  readonly connection: NatsConnection
  readonly reaction: Reaction
  readonly observer: SettleObserver
  /** Throws `UndecodableEvent` for what holds no events that this version knows. */
  readonly decode?: typeof decodeChunk | undefined
}

export type SettleObserver = {
  readonly settled: (outcome: ReactionOutcome['kind']) => void
  /** A reaction threw: its message is tried again after a pause. */
  readonly faulted: (cause: unknown) => void
  readonly gaveUp: (reason: string, subject: string) => void
}

/** So long one that was handed out before has for itself: 64 of them are begun within seven seconds. */
const slowAfterMs = 100

type Settled = { readonly event: RecordedEvent; readonly outcome: ReactionOutcome }

/**
 * Reacts to each event of a message, and settles the message when all of them are settled: one that is to be
 * tried again brings back the whole list, of which what is done already is done at once. What is given up
 * is kept apart, and holds up nothing else. Returns how many events the message holds.
 */
export function settleMessage(message: JsMsg, room: JobRoom, options: SettleOptions): Settling {
  // Others published it, and the relay is going to replace the stream: that is no dead letter of ours.
  if (!isOurs(message)) return { jobs: 1, settled: Promise.resolve(message.term()) }
  const events = decodeMessage(message.subject, message.string(), options)
  if (!events) return { jobs: 1, settled: settleUndecodable(message, options) }
  const settle = async () => {
    const settled = await reactToAll(events, { number: message.info.deliveryCount }, room, options)
    await conclude(message, settled, options)
  }
  room.expect(events.length)
  return { jobs: events.length, settled: settle() }
}

/** Undefined for what this version cannot decode. */
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

/**
 * All at once the first time. What comes again may have killed the process that had it: then one begins when
 * the one before is over, so that the one that did is known, and takes none of the others along. One that is
 * only slow holds them up for a moment.
 */
async function reactToAll(
  events: readonly RecordedEvent[],
  delivery: Delivery,
  room: JobRoom,
  options: SettleOptions,
): Promise<Settled[]> {
  const react = async (event: RecordedEvent) => {
    const outcome = await room.run(() => reactTo(event, delivery, options))
    options.observer.settled(outcome.kind)
    return { event, outcome }
  }
  if (delivery.number === 1) return Promise.all(events.map(react))
  const settled: Promise<Settled>[] = []
  for (const event of events) {
    const reacting = react(event)
    settled.push(reacting)
    const over = new AbortController()
    await Promise.race([reacting, pause(slowAfterMs, over.signal)])
    over.abort()
  }
  return Promise.all(settled)
}

export async function reactTo(
  event: RecordedEvent,
  delivery: Delivery,
  { reaction, observer }: SettleOptions,
): Promise<ReactionOutcome> {
  try {
    return await reaction(event, delivery)
  } catch (cause) {
    observer.faulted(cause)
    return retry(faultPauseMs, 'fault')
  }
}

async function conclude(
  message: JsMsg,
  settled: readonly Settled[],
  { connection, observer }: SettleOptions,
): Promise<void> {
  const pauses: number[] = []
  for (const { event, outcome } of settled) {
    if (outcome.kind === 'retry') pauses.push(outcome.afterMs)
    if (outcome.kind !== 'give-up') continue
    observer.gaveUp(outcome.reason, message.subject)
    await deadLetter(connection, message, outcome.reason, event).catch(() =>
      pauses.push(faultPauseMs),
    )
  }
  if (pauses.length > 0) message.nak(Math.max(...pauses))
  else message.ack()
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
