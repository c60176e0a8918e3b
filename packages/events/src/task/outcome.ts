import { unreachable } from '../decision.ts'

/** How a platform treats a repeat; see ARCHITECTURE.md, "Publishing once". */
export const idempotencyClasses = [
  'key',
  'deterministic-id',
  'draft-then-publish',
  'refuses-repeat',
  'lookup',
  'none',
] as const
export type IdempotencyClass = (typeof idempotencyClasses)[number]

/** The outcome of a connector's commit. Expected outcomes are values, never exceptions. */
export type CommitOutcome =
  | { readonly outcome: 'published'; readonly remoteId?: string; readonly url?: string }
  | { readonly outcome: 'rejected'; readonly code: string; readonly message: string }
  | {
      readonly outcome: 'rate-limited'
      readonly until?: Date
      readonly scope: 'account' | 'platform'
    }
  | { readonly outcome: 'auth-required'; readonly message: string }
  | {
      readonly outcome: 'not-sent'
      readonly code: string
      readonly message: string
      /** The platform asked for no request before then (RFC 9110, `Retry-After` with 503). */
      readonly until?: Date
      /** A request that was to prepare it may still be carried out: the next comes after the settle time. */
      readonly settling?: true
    }
  | {
      readonly outcome: 'unknown'
      readonly code: string
      readonly message: string
      /** The platform asked for no request before then. What became of the post is as little known. */
      readonly until?: Date
    }

/** The properties of an account's platform that decide what may follow an outcome. */
export type Idempotency = {
  readonly class: IdempotencyClass
  /** How long the platform remembers a key; endless when absent. */
  readonly keyWindowMs?: number | undefined
  /** How long a request may still commit after its connection died. */
  readonly settleMs: number
  /** It can be asked whether a post exists. */
  readonly canReconcile: boolean
  /** The account's owner prefers two posts to none. Only heeded for class `none`. */
  readonly atLeastOnce?: boolean | undefined
}

/**
 * After an unknown outcome the same may simply be sent again: the platform makes it one post. Where it is unknown when
 * the first was sent (`Infinity`), anything derived from that instant would differ.
 */
export function repeatIsHarmless(idempotency: Idempotency, sinceFirstAttemptMs: number): boolean {
  switch (idempotency.class) {
    case 'deterministic-id':
    case 'refuses-repeat':
      return sinceFirstAttemptMs < Infinity
    case 'key':
      return idempotency.keyWindowMs === undefined || sinceFirstAttemptMs < idempotency.keyWindowMs
    case 'none':
      return idempotency.atLeastOnce === true
    case 'draft-then-publish':
    case 'lookup':
      return false
    default:
      return unreachable(idempotency.class)
  }
}

/** After an unknown outcome the platform has to be asked before anything is sent again. */
export const checksFirst = (idempotency: Idempotency, sinceFirstAttemptMs: number): boolean =>
  idempotency.canReconcile && !repeatIsHarmless(idempotency, sinceFirstAttemptMs)
