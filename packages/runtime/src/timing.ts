/** Resolves when the signal is aborted, at once when it already is. Never rejects. */
export function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) resolve()
  else signal.addEventListener('abort', () => resolve(), { once: true })
  return promise
}

/** Waits, but no longer than until the signal is aborted; leaves no listener behind. Never rejects. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (signal.aborted) {
    resolve()
    return promise
  }
  const wake = (): void => {
    clearTimeout(timer)
    signal.removeEventListener('abort', wake)
    resolve()
  }
  const timer = setTimeout(wake, milliseconds)
  signal.addEventListener('abort', wake, { once: true })
  return promise
}

export type Backoff = {
  readonly baseMs: number
  readonly capMs: number
  /** The number of the try that just failed, from 1. */
  readonly attempt: number
  /** A number in [0, 1), such as Math.random gives. */
  readonly random: () => number
}

/**
 * How long to wait before the next try, in milliseconds: exponential with full jitter, so that callers that failed
 * together do not come back together (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function backoff({ baseMs, capMs, attempt, random }: Backoff): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.max(0, attempt - 1))
  return Math.floor(random() * ceiling)
}
