import type { Delivery, Reaction, ReactionOutcome } from '@pressrun/bus'
import type { RecordedEvent } from '@pressrun/events'

/** What a reaction makes of a message of these events; all are begun at once, as the first time. */
export const outcomesOf = (
  reaction: Reaction,
  events: readonly RecordedEvent[],
  delivery: Delivery = { number: 1 },
): Promise<readonly ReactionOutcome[]> =>
  reaction({ events, delivery, each: (react) => Promise.all(events.map(react)) })

/** Of a message of one event. */
export async function outcomeOf(
  reaction: Reaction,
  event: RecordedEvent,
  delivery?: Delivery,
): Promise<ReactionOutcome> {
  const [outcome] = await outcomesOf(reaction, [event], delivery)
  if (!outcome) throw new Error('the reaction has answered nothing')
  return outcome
}
