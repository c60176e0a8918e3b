/**
 * What a decider returns: events that now hold, nothing because it is already so, or a named refusal. Refusals are
 * part of the contract; faults are thrown.
 */
export type Decision<Event, Refusal extends string> =
  | { readonly kind: 'events'; readonly events: readonly [Event, ...Event[]] }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'refused'; readonly reason: Refusal }

export const accept = <Event>(...events: [Event, ...Event[]]) =>
  ({ kind: 'events', events }) as const

export const nothing = { kind: 'nothing' } as const

export const refuse = <Refusal extends string>(reason: Refusal) =>
  ({ kind: 'refused', reason }) as const

/** The default branch of a switch over a union: a forgotten case does not compile. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`)
}
