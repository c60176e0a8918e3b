import { setTimeout as pause } from 'node:timers/promises'

const lookEveryMs = 20

/**
 * Repeats `look` until it returns something, and returns that; fails with the last result when the time is over. For
 * what can only be seen from outside: prefer waiting on a named point.
 */
export async function eventually<T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  { within = 15_000, what = String(look) }: { within?: number; what?: string } = {},
): Promise<T> {
  const deadline = performance.now() + within
  let trouble: unknown
  for (;;) {
    try {
      const seen = await look()
      if (seen !== undefined && seen !== false) return seen
    } catch (error) {
      trouble = error
    }
    if (performance.now() > deadline)
      throw new Error(`not within ${within} ms: ${what}`, { cause: trouble })
    await pause(lookEveryMs)
  }
}
