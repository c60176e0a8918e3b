/** How often and how soon a task is retried. Milliseconds. */
export type RetryPolicy = {
  readonly attemptsMax: number
  readonly baseMs: number
  readonly capMs: number
}

export const defaultRetryPolicy: RetryPolicy = {
  attemptsMax: 5,
  baseMs: 2_000,
  capMs: 15 * 60_000,
}

/**
 * Exponential backoff with full jitter: any moment between now and the cap is equally likely, so
 * tasks that failed together do not come back together.
 * Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * `random` is in [0, 1).
 */
export function backoffMs(policy: RetryPolicy, failures: number, random: number): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(failures, 30))
  return Math.round(ceiling * random)
}
