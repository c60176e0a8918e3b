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

/** What a connector's commit ended in. Expected ends are values, never exceptions. */
export type CommitOutcome =
  | { readonly outcome: 'published'; readonly remoteId?: string; readonly url?: string }
  | { readonly outcome: 'rejected'; readonly code: string; readonly message: string }
  | {
      readonly outcome: 'rate-limited'
      readonly until?: Date
      readonly scope: 'account' | 'platform'
    }
  | { readonly outcome: 'auth-required'; readonly message: string }
  | { readonly outcome: 'not-sent'; readonly code: string; readonly message: string }
  | { readonly outcome: 'unknown'; readonly code: string; readonly message: string }

/** After an unknown outcome these may simply be sent again: the platform makes it one post. */
export function repeatIsHarmless(
  idempotency: { class: IdempotencyClass; keyWindowMs?: number | undefined },
  sinceFirstAttemptMs: number,
): boolean {
  if (idempotency.class === 'deterministic-id') return true
  if (idempotency.class !== 'key') return false
  return sinceFirstAttemptMs < (idempotency.keyWindowMs ?? Infinity)
}
