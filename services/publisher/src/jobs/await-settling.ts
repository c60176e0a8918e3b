import type { Idempotency, RecordedEvent, TaskId, TaskState } from '@pressrun/events'
import { pause } from '@pressrun/runtime'
import { AbandonedWait } from './await-owner.ts'
import { waitingForDatabase } from './waiting-for-database.ts'

export type AwaitSettlingOptions = {
  /** The events of a task. */
  readonly history: (taskId: TaskId) => Promise<RecordedEvent[]>
  readonly now: () => number
  readonly signal: AbortSignal
}

/**
 * Waits until what an earlier attempt may have left on its way has arrived. The law gives a task in doubt
 * that time before its next attempt; a person who retries it, or an account that is released, does not:
 * a look, or a repeat, at once would find nothing and make a second post.
 */
export async function awaitSettling(
  { id }: TaskState,
  { settleMs }: Idempotency,
  { history, now, signal }: AwaitSettlingOptions,
): Promise<void> {
  const events = await waitingForDatabase(() => history(id), signal)
  const waitMs = Math.min(lastUnknownEndMs(events) + settleMs - now(), settleMs)
  if (waitMs <= 0) return
  await pause(waitMs, signal)
  if (signal.aborted) throw new AbandonedWait()
}

/** When the latest attempt was over of which nobody knows what it did; 0 when there is none. */
function lastUnknownEndMs(history: readonly RecordedEvent[]): number {
  const last = history.findLast(
    (event) =>
      event.type === 'TaskUnconfirmed' ||
      (event.type === 'TaskAttemptFailed' && event.data.error.class === 'unknown'),
  )
  return last ? Date.parse(last.recordedAt) : 0
}
