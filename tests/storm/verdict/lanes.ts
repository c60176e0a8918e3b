import type { RecordedEvent } from '@pressrun/events'

const ends = new Set(['TaskPublished', 'TaskAttemptFailed', 'TaskUnconfirmed', 'TaskHeld'])

/** Accounts and runs that had more in flight at once than allowed, by the order of the log. */
export function crowdedLanes(log: readonly RecordedEvent[], maxInFlight: number): string[] {
  const lanes = new Map<string, Set<string>>()
  const allowed = new Map<string, number>()
  const most = new Map<string, number>()
  for (const event of log) {
    if (event.type === 'RunCreated') allowed.set(event.streamId, event.data.concurrency)
    if (event.type !== 'TaskDue' && !ends.has(event.type)) continue
    const { accountId, runId } = (event as RecordedEvent<'TaskDue'>).data
    for (const id of [accountId, runId]) {
      const lane = lanes.get(id) ?? new Set()
      lanes.set(id, lane)
      if (event.type === 'TaskDue') lane.add(event.streamId)
      else lane.delete(event.streamId)
      most.set(id, Math.max(most.get(id) ?? 0, lane.size))
    }
  }
  return [...most].flatMap(([id, tasks]) => {
    const max = allowed.get(id) ?? maxInFlight
    return tasks > max ? [`${id} had ${tasks} tasks on their way, of ${max}`] : []
  })
}
