import type { RecordedEvent } from '@pressrun/events'

/** An attempt as recorded in the log, in milliseconds since 1970. */
export type Attempt = {
  readonly taskId: string
  readonly accountId: string
  readonly runId: string
  readonly from: number
  /** Infinity while it is under way. */
  to: number
  /** The type of the event that ended it. */
  end?: RecordedEvent['type']
}

const ends = new Set(['TaskPublished', 'TaskAttemptFailed', 'TaskUnconfirmed', 'TaskHeld'])

/** All attempts of all tasks, in the order of their begin. */
export function attemptsIn(log: readonly RecordedEvent[]): Attempt[] {
  const attempts: Attempt[] = []
  const underWay = new Map<string, Attempt>()
  for (const event of log) {
    if (event.type === 'TaskDue') {
      const { accountId, runId } = event.data
      const from = Date.parse(event.recordedAt)
      const attempt = { taskId: event.streamId, accountId, runId, from, to: Infinity }
      attempts.push(attempt)
      underWay.set(event.streamId, attempt)
    }
    const attempt = ends.has(event.type) && underWay.get(event.streamId)
    if (!attempt) continue
    attempt.to = Date.parse(event.recordedAt)
    attempt.end = event.type
    underWay.delete(event.streamId)
  }
  return attempts
}
