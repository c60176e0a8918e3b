import type { RecordedEvent } from '@pressrun/events'
import { pause } from '@pressrun/runtime'
import { AbandonedWait } from './await-owner.ts'

/**
 * Waits until what an earlier attempt may have left in flight has arrived. The domain gives a task in doubt that time
 * before its next attempt; a retry by a person, or an account's release, does not: a check, or a repeat, at once would
 * find nothing and make a second post. `history` are the task's events.
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
  /** Another publisher may have sent it, and died a moment ago, with nothing on record. */
  readonly mayHaveBegun: boolean
}

/** How long what may be in flight takes to arrive at most; 0 or less: it has arrived. */
export const settlingMs = (
  { history, mayHaveBegun }: Left,
  settleMs: number,
  now: number,
): number =>
  mayHaveBegun ? settleMs : Math.min(lastUnknownEndMs(history) + settleMs - now, settleMs)

/** When the latest attempt of unknown outcome was over; 0 when there is none. */
function lastUnknownEndMs(history: readonly RecordedEvent[]): number {
  const last = history.findLast(
    (event) =>
      event.type === 'TaskUnconfirmed' ||
      (event.type === 'TaskAttemptFailed' && event.data.error.class === 'unknown'),
  )
  return last ? Date.parse(last.recordedAt) : 0
}
