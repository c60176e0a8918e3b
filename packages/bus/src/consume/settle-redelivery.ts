import type { JsMsg } from '@nats-io/jetstream'
import type { RecordedEvent } from '@pressrun/events'
import type { DeadLetter } from './dead-letter.ts'
import { findDeadLetter, removeDeadLetter } from './dead-letters.ts'
import { outcomesOf } from './react.ts'
import { decodeMessage, type SettleOptions } from './settle.ts'

/**
 * Reacts again to the events of a dead letter. The letter goes when all of them are done, and stays when some are
 * given up again.
 */
export async function settleRedelivery(message: JsMsg, options: SettleOptions): Promise<void> {
  const { connection, observer } = options
  const letter = await findDeadLetter(connection, message.string())
  if (!letter) return message.ack()
  const events = eventsIn(letter, options)
  if (!events) {
    observer.settled('give-up')
    observer.gaveUp('undecodable', letter.subject)
    return message.ack()
  }
  // The delivery that gave up did finish: only those before it may have left something half done.
  const before = Math.max(0, (letter.deliveries ?? 1) - 1)
  const number = before + message.info.deliveryCount
  let isGivenUp = false
  let pauseMs: number | undefined
  for (const outcome of await outcomesOf(events, { number }, (job) => job(), options)) {
    if (outcome.kind === 'retry') pauseMs = Math.max(pauseMs ?? 0, outcome.afterMs)
    if (outcome.kind !== 'give-up') continue
    observer.gaveUp(outcome.reason, letter.subject)
    isGivenUp = true
  }
  if (pauseMs !== undefined) return message.nak(pauseMs)
  if (!isGivenUp) await removeDeadLetter(connection, letter)
  message.ack()
}

/** Of a message that became dead letters for some of its events the others were settled. */
function eventsIn(
  { subject, payload, positions }: DeadLetter,
  options: SettleOptions,
): RecordedEvent[] | undefined {
  const events = decodeMessage(subject, payload, options)
  if (!positions) return events
  const { first, last } = positions
  return events?.filter(({ position }) => position >= first && position <= last)
}
