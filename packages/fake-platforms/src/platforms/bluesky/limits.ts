import type { Answer } from '../../platform-fake.ts'

/** Points that may be spent in a window, which begins with the first one spent. */
export type Limit = { readonly points: number; readonly windowMs: number }

export const loginLimits: readonly Limit[] = [
  { points: 30, windowMs: 5 * 60_000 },
  { points: 300, windowMs: 24 * 3_600_000 },
]

export const writeLimits: readonly Limit[] = [
  { points: 5_000, windowMs: 3_600_000 },
  { points: 35_000, windowMs: 24 * 3_600_000 },
]

type Window = { endsAt: number; used: number }

/** The points each has spent; a refused request counts too. */
export class Spending {
  readonly #windows = new Map<string, Window>()

  /** The refusal, when a limit is passed. */
  spend(who: string, points: number, limits: readonly Limit[], now: number): Answer | undefined {
    const refusals = limits.map((limit) => {
      const window = this.#window(`${who} ${limit.windowMs}`, limit, now)
      window.used += points
      return window.used > limit.points ? exceeded(limit, window.endsAt) : undefined
    })
    return refusals.find((refusal) => refusal !== undefined)
  }

  #window(key: string, { windowMs }: Limit, now: number): Window {
    const known = this.#windows.get(key)
    if (known && known.endsAt > now) return known
    const window = { endsAt: now + windowMs, used: 0 }
    this.#windows.set(key, window)
    return window
  }
}

/** `ratelimit-reset` is an instant in seconds; there is no `Retry-After`. */
function exceeded({ points, windowMs }: Limit, endsAt: number): Answer {
  return {
    ...rateLimitExceeded,
    headers: {
      'ratelimit-limit': String(points),
      'ratelimit-remaining': '0',
      'ratelimit-reset': String(Math.ceil(endsAt / 1000)),
      'ratelimit-policy': `${points};w=${windowMs / 1000}`,
    },
  }
}

export const rateLimitExceeded: Answer = {
  status: 429,
  body: { error: 'RateLimitExceeded', message: 'Rate Limit Exceeded' },
}
