import type { Instant, RecordedEvent, TaskError } from '@pressrun/events'

export const attemptOutcomes = ['running', 'published', 'failed', 'unconfirmed', 'held'] as const

export type Attempt = {
  readonly number: number
  readonly generation: number
  readonly startedAt: Instant
  readonly finishedAt: Instant | null
  readonly durationMs: number | null
  readonly outcome: (typeof attemptOutcomes)[number]
  readonly remoteId?: string
  readonly url?: string
  readonly error?: TaskError
  /** When the next attempt may start. */
  readonly retryAt?: Instant
}

type Ended = RecordedEvent<'TaskPublished' | 'TaskAttemptFailed' | 'TaskUnconfirmed' | 'TaskHeld'>

const outcomes = {
  TaskPublished: 'published',
  TaskAttemptFailed: 'failed',
  TaskUnconfirmed: 'unconfirmed',
  TaskHeld: 'held',
} as const

/** The attempts of a task, folded from its own events, oldest first. */
export function attemptsOf(history: readonly RecordedEvent[]): Attempt[] {
  const attempts = new Map<number, Attempt>()
  for (const event of history) {
    if (event.type === 'TaskDue') attempts.set(event.data.attempt, begun(event))
    else if (event.type in outcomes) {
      const ended = event as Ended
      attempts.set(ended.data.attempt, finished(ended))
    }
  }
  return [...attempts.values()]
}

const begun = ({ data, recordedAt }: RecordedEvent<'TaskDue'>): Attempt => ({
  number: data.attempt,
  generation: data.generation,
  startedAt: recordedAt,
  finishedAt: null,
  durationMs: null,
  outcome: 'running',
})

function finished({ type, data, recordedAt }: Ended): Attempt {
  const { attempt: number, generation, startedAt, durationMs } = data
  return {
    number,
    generation,
    startedAt,
    finishedAt: recordedAt,
    durationMs,
    outcome: outcomes[type],
    ...('remoteId' in data && data.remoteId !== undefined ? { remoteId: data.remoteId } : {}),
    ...('url' in data && data.url !== undefined ? { url: data.url } : {}),
    ...('error' in data ? { error: data.error } : {}),
    ...('retryAt' in data && data.retryAt !== undefined ? { retryAt: data.retryAt } : {}),
  }
}
