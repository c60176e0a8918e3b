const repeatAfterMs = 60_000

/** A server that is away fails every try alike: that is reported once, and again each minute. */
export function skipRepeats(
  now: () => number = () => performance.now(),
): (cause: unknown) => boolean {
  let lastMessage = ''
  let lastAt = -Infinity
  return (cause) => {
    const message = String(cause)
    if (message === lastMessage && now() - lastAt < repeatAfterMs) return false
    lastMessage = message
    lastAt = now()
    return true
  }
}
