import type { Tools } from '@pressrun/platforms'

/** Longer than a request that its sender has given up is on its way: one of 40 s was seen. */
export const laterMs = 90_000
/** More than these at once are not tidied up after. */
const deedsMax = 1_000
const deadlineMs = 60_000

/** What connectors tidy up some time later, in this process; forgotten when it ends. */
export function doLater(signal: AbortSignal, delayMs = laterMs): NonNullable<Tools['later']> {
  let waiting = 0
  return (deed) => {
    if (waiting >= deedsMax || signal.aborted) return
    waiting += 1
    const timer = setTimeout(() => {
      waiting -= 1
      if (signal.aborted) return
      // It was a courtesy: what fails is left as it is.
      deed(AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])).catch(() => {})
    }, delayMs)
    timer.unref()
  }
}
