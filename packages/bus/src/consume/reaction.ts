import type { RecordedEvent } from '@pressrun/events'

/** What should happen to an event. The bus turns it into an ack, a nak or a dead letter. */
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

/** The events of a message, and how a reaction goes through them. */
export type Message = {
  readonly events: readonly RecordedEvent[]
  readonly delivery: Delivery
  /**
   * Has each event reacted to when there is a free slot: all at once the first time, later one after the
   * other. Returns what became of each, in their order; one whose reaction throws is tried again.
   */
  readonly each: (
    react: (event: RecordedEvent) => Promise<ReactionOutcome>,
  ) => Promise<readonly ReactionOutcome[]>
}

/** Returns an outcome for each event of a message. Expect every message twice, also while it is under way. */
export type Reaction = (message: Message) => Promise<readonly ReactionOutcome[]>

/** The reaction of who has no use for the message: to each event by itself. */
export const reactionToEach =
  (react: (event: RecordedEvent, delivery: Delivery) => Promise<ReactionOutcome>): Reaction =>
  ({ delivery, each }) =>
    each((event) => react(event, delivery))
