import { Ended } from './failure.ts'
import type { Exchange } from './exchange.ts'

/** How late a deadline or an abort may take effect. */
const tickMs = 50

/**
 * Ends exchanges whose deadline passed or whose signal fired. One timer checks all of them: at thousands of requests a
 * second a timer and a listener for each would cost more than the request. The timer runs only while something is in
 * flight.
 */
export function createDeadlines(nowMs: () => number) {
  const running = new Set<Exchange>()
  let timer: NodeJS.Timeout | undefined

  const tick = (): void => {
    const now = nowMs()
    for (const exchange of running) {
      if (exchange.signal.aborted) exchange.end(new Ended('aborted'))
      else if (now >= exchange.endsAtMs) exchange.end(new Ended('deadline-passed'))
    }
    if (running.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  return {
    watch(exchange: Exchange): void {
      running.add(exchange)
      timer ??= setInterval(tick, tickMs)
    },
    settled(exchange: Exchange): void {
      running.delete(exchange)
    },
    close(): void {
      for (const exchange of running) exchange.end(new Ended('aborted'))
      clearInterval(timer)
      timer = undefined
    },
  }
}
