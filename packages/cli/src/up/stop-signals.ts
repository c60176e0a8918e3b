/** A signal within this time of the first is its echo: npm forwards what the terminal sent already. */
const echoMs = 1_000

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Fires on the first stop signal; `onImpatience` is called on another. */
export function stopSignal(onImpatience: () => void): AbortSignal {
  const stop = new AbortController()
  let firstAt = 0
  const received = (): void => {
    if (!stop.signal.aborted) {
      firstAt = performance.now()
      stop.abort()
    } else if (performance.now() - firstAt > echoMs) onImpatience()
  }
  for (const signal of stopSignals) process.on(signal, received)
  return stop.signal
}
