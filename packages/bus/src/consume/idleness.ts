/** Share of the event loop's time. A process that waits for others uses far less, one short of CPU more. */
const idleBelow = 0.5

/** Returns whether the event loop of this process had idle time since the last call. */
export function idleness(): () => boolean {
  let before = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    return utilization < idleBelow
  }
}
