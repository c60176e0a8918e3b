import type { EventType, RecordedEvent } from '@pressrun/events'

/** A log as short as the tested rules need: subject, event, and second. */
export const logOf = (
  ...events: readonly (readonly [taskId: string, type: EventType, atSecond: number])[]
): RecordedEvent[] =>
  events.map(
    ([taskId, type, atSecond]) =>
      ({
        streamId: taskId,
        type,
        recordedAt: new Date(atSecond * 1_000).toISOString(),
        data: { accountId: 'account_1', runId: 'run_1', concurrency: 2 },
      }) as unknown as RecordedEvent,
  )
