import type { RecordedEvent } from '@pressrun/events'

/** The outcome of an event, which the bus turns into an ack, a nak or a dead letter. */
export type ReactionOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly reason: string }
  | { readonly kind: 'give-up'; readonly reason: string }

export const done: ReactionOutcome = { kind: 'done' }
export const retry = (afterMs: number, reason: string): ReactionOutcome => ({
  kind: 'retry',
  afterMs,
  reason,
})
export const giveUp = (reason: string) => ({ kind: 'give-up', reason }) as const

export type Delivery = {
  /** 1 the first time. More: it was handed back, or the process that had it died or was cut off. */
  readonly number: number
  /** The consumer is younger than the event, so a former one, which was lost, may have handed it out before. */
  readonly forgotten?: true
}

/** Another publisher may have begun it. */
export const mayBeRepeat = ({ number, forgotten }: Delivery): boolean =>
  number > 1 || forgotten === true

/** The events of a message, and a way to react to each. */
export type Message = {
  readonly events: readonly RecordedEvent[]
  readonly delivery: Delivery
  /**
   * Reacts to each event when there is a free slot: all at once the first time, later one after the other. Returns the
   * outcome of each, in their order; an event whose reaction throws is retried.
   */
  readonly each: (
    react: (event: RecordedEvent) => Promise<ReactionOutcome>,
  ) => Promise<readonly ReactionOutcome[]>
}

/** Returns an outcome for each event of a message. Expect every message twice, also while it is under way. */
export type Reaction = (message: Message) => Promise<readonly ReactionOutcome[]>

/** A reaction to single events, for consumers that do not need the whole message. */
export const reactionToEach =
  (react: (event: RecordedEvent, delivery: Delivery) => Promise<ReactionOutcome>): Reaction =>
  ({ delivery, each }) =>
    each((event) => react(event, delivery))
