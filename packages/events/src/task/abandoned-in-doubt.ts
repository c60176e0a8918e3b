import type { EventOf } from '../event.ts'
import { toInstant } from '../time.ts'
import type { TaskError } from './events.ts'
import { identity } from './identity.ts'
import { reconcileGapMs } from './reconcile.ts'
import type { TaskState } from './state.ts'

/** Nothing more is sent, and whether anything was is unknown: it ends unconfirmed. */
export function abandonedInDoubt(task: TaskState, now: number): EventOf<'TaskUnconfirmed'> {
  const startedAt = task.attemptAt ?? task.firstAttemptAt ?? toInstant(0)
  const error: TaskError = task.error ?? {
    class: 'unknown',
    code: 'abandoned-in-doubt',
    message: 'Given up while it was not known whether an attempt had published.',
  }
  const nextCheckAt = toInstant(now + reconcileGapMs(0))
  return {
    type: 'TaskUnconfirmed',
    data: { ...identity(task), startedAt, durationMs: 0, latenessMs: 0, error, nextCheckAt },
  }
}
