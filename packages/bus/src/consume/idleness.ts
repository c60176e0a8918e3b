/** Of the time of the event loop. A process that waits for others uses far less, one that is short of CPU more. */
const idleBelow = 0.5

/** Returns whether the event loop of this process had time to spare since it was last asked. */
export function idleness(): () => boolean {
  let before = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    return utilization < idleBelow
  }
}
