const windowMs = 5 * 60 * 1000
/** Mastodon allows 300; these fakes are for crowds, unless the account's name says otherwise. */
const requestsMax = 1_000_000

type Window = { endsAt: number; left: number }
export type Allowance = { isExhausted: boolean; headers: Record<string, string> }

/** Requests of each account in windows of five minutes; `limited-3-…` has three. */
export class RateLimit {
  readonly #windows = new Map<string, Window>()

  take(account: string, now: number): Allowance {
    const limit = Number(/^limited-(\d+)-/.exec(account)?.[1] ?? requestsMax)
    const window = this.#window(account, limit, now)
    const isExhausted = window.left === 0
    window.left = Math.max(0, window.left - 1)
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(window.left),
      'x-ratelimit-reset': new Date(window.endsAt).toISOString(),
    }
    return { isExhausted, headers }
  }

  #window(account: string, limit: number, now: number): Window {
    const known = this.#windows.get(account)
    if (known && now < known.endsAt) return known
    const window = { endsAt: (Math.floor(now / windowMs) + 1) * windowMs, left: limit }
    this.#windows.set(account, window)
    return window
  }
}
