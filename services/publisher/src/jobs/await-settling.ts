import type { RecordedEvent } from '@pressrun/events'
import { pause } from '@pressrun/runtime'
import { AbandonedWait } from './await-owner.ts'

/**
 * Waits until what an earlier attempt may have left on its way has arrived. The law gives a task in doubt
 * that time before its next attempt; a person who retries it, or an account that is released, does not:
 * a check, or a repeat, at once would find nothing and make a second post. `history` are the task's events.
 */
export function awaitSettling(
  left: Left,
  settleMs: number,
  { now, signal }: { readonly now: () => number; readonly signal: AbortSignal },
): Promise<void> | undefined {
  const waitMs = settlingMs(left, settleMs, now())
  return waitMs > 0 ? waitFor(waitMs, signal) : undefined
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, signal)
  if (signal.aborted) throw new AbandonedWait()
}

export type Left = {
  readonly history: readonly RecordedEvent[]
  /** Another publisher may have sent it, and died a moment ago: of that nothing is on record. */
  readonly mayHaveBegun: boolean
}

/** How long what may be on its way takes to arrive at most; 0 or less: it has. */
export const settlingMs = (
  { history, mayHaveBegun }: Left,
  settleMs: number,
  now: number,
): number =>
  mayHaveBegun ? settleMs : Math.min(lastUnknownEndMs(history) + settleMs - now, settleMs)

/** When the latest attempt was over of which nobody knows what it did; 0 when there is none. */
function lastUnknownEndMs(history: readonly RecordedEvent[]): number {
  const last = history.findLast(
    (event) =>
      event.type === 'TaskUnconfirmed' ||
      (event.type === 'TaskAttemptFailed' && event.data.error.class === 'unknown'),
  )
  return last ? Date.parse(last.recordedAt) : 0
}
