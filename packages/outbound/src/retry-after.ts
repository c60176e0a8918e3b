/** Upper limit of a platform's delay; we try again after this. */
const retryAfterMaxMs = 24 * 60 * 60 * 1000

type Header = string | string[] | undefined

const digits = /^\d+(\.\d+)?$/

/** RFC 9110 §10.2.3: whole seconds or an HTTP date. Undefined when absent or not understood. */
export function retryAfter(header: Header, now: Date): Date | undefined {
  const value = first(header)
  if (digits.test(value)) return within(now.getTime() + Number(value) * 1000, now)
  // `Date.parse` takes some numbers for years.
  return value.includes(':') ? within(Date.parse(value), now) : undefined
}

/** Numbers from here on are an instant, in seconds since 1970, not a delay. */
const momentMin = 100_000_000
const momentMax = 100_000_000_000

/** The end of a limit's window, as a header gives it: a date, seconds since 1970, or from now. */
export function resetTime(header: Header, now: Date): Date | undefined {
  const value = first(header)
  if (!digits.test(value) || Number(value) < momentMin) return retryAfter(header, now)
  return Number(value) < momentMax ? within(Number(value) * 1000, now) : undefined
}

const first = (header: Header): string => [header ?? ''].flat()[0]?.trim() ?? ''

function within(atMs: number, now: Date): Date | undefined {
  if (Number.isNaN(atMs)) return undefined
  return new Date(Math.min(Math.max(atMs, now.getTime()), now.getTime() + retryAfterMaxMs))
}
