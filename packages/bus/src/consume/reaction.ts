import type { RecordedEvent } from '@pressrun/events'

/** What should happen to a message. The bus turns it into an ack, a nak or a dead letter. */
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
  /** 1 the first time. More: it was handed back, or whoever had it died or was cut off. */
  readonly number: number
}

/** Expect every message twice. */
export type Reaction = (event: RecordedEvent, delivery: Delivery) => Promise<ReactionOutcome>
