/**
 * Runs `work` one at a time per key. Calls that come while it runs share one later run: it begins after all of them
 * called, so it sees their earlier changes.
 */
export function createCoalescer() {
  const running = new Map<string, Promise<void>>()
  const waiting = new Map<string, Promise<void>>()

  const run = (key: string, work: () => Promise<void>): Promise<void> => {
    const ends = work().finally(() => running.delete(key))
    running.set(key, ends)
    return ends
  }

  return (key: string, work: () => Promise<void>): Promise<void> => {
    const planned = waiting.get(key)
    if (planned !== undefined) return planned
    const current = running.get(key)
    if (current === undefined) return run(key, work)
    const next = current
      .catch(() => undefined)
      .then(() => {
        waiting.delete(key)
        return run(key, work)
      })
    waiting.set(key, next)
    return next
  }
}
