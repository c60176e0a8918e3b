import type { Delivery, Reaction, ReactionOutcome } from '@pressrun/bus'
import type { RecordedEvent } from '@pressrun/events'

/** The outcomes of a reaction to a message of these events; all begin at once, as on a first delivery. */
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
