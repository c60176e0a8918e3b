import type { Tools } from '@pressrun/platforms'

/** Longer than an abandoned request stays in flight: one of 40 s was seen. */
export const laterMs = 90_000
/** Clean-ups beyond this many are dropped. */
const deedsMax = 1_000
const deadlineMs = 60_000

/** Connectors' clean-ups, run some time later in this process; forgotten when it ends. */
export function doLater(signal: AbortSignal, delayMs = laterMs): NonNullable<Tools['later']> {
  let waiting = 0
  return (deed) => {
    if (waiting >= deedsMax || signal.aborted) return
    waiting += 1
    const timer = setTimeout(() => {
      waiting -= 1
      if (signal.aborted) return
      // A clean-up is a courtesy: failures are ignored.
      deed(AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])).catch(() => {})
    }, delayMs)
    timer.unref()
  }
}
