const repeatAfterMs = 60_000

/** A server that is away fails every try alike: that is said once, and again each minute. */
export function newsOnly(now: () => number = () => performance.now()): (cause: unknown) => boolean {
  let said = ''
  let saidAt = -Infinity
  return (cause) => {
    const message = String(cause)
    if (message === said && now() - saidAt < repeatAfterMs) return false
    said = message
    saidAt = now()
    return true
  }
}
