import type { RecordedEvent } from '@pressrun/events'
import { pause } from '@pressrun/runtime'
import { AbandonedWait } from './await-owner.ts'

/**
 * Waits until what an earlier attempt may have left on its way has arrived. The law gives a task in doubt
 * that time before its next attempt; a person who retries it, or an account that is released, does not:
 * a look, or a repeat, at once would find nothing and make a second post. `history` are the task's events.
 */
export async function awaitSettling(
  history: readonly RecordedEvent[],
  settleMs: number,
  { now, signal }: { readonly now: () => number; readonly signal: AbortSignal },
): Promise<void> {
  const waitMs = Math.min(lastUnknownEndMs(history) + settleMs - now(), settleMs)
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
