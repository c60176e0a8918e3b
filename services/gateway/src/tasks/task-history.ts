import type { Instant, RecordedEvent, TaskError, waysToKnow } from '@pressrun/events'

export const attemptOutcomes = ['running', 'published', 'failed', 'unconfirmed', 'held'] as const

type Remote = { readonly remoteId?: string; readonly url?: string }

export type Attempt = Remote & {
  readonly number: number
  readonly generation: number
  readonly startedAt: Instant
  readonly finishedAt: Instant | null
  readonly durationMs: number | null
  readonly outcome: (typeof attemptOutcomes)[number]
  readonly error?: TaskError
  /** When the next attempt may start. */
  readonly retryAt?: Instant
  /** How its outcome became known, when not from its own response. */
  readonly knownBy?: (typeof waysToKnow)[number]
  /** Its publisher's late outcome, after others had settled it: the post is, or was, visible. */
  readonly lateOutcome?: Remote & { readonly at: Instant }
}

type Ended = RecordedEvent<'TaskPublished' | 'TaskAttemptFailed' | 'TaskUnconfirmed' | 'TaskHeld'>
type Late = RecordedEvent<'TaskLateOutcome'>

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
    else if (event.type === 'TaskLateOutcome') addLate(attempts, event)
    else if (event.type in outcomes) {
      const ended = event as Ended
      const { attempt } = ended.data
      attempts.set(attempt, finished(ended, attempts.get(attempt)))
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

/** A late finding changes how an attempt ended, not when. */
function finished(event: Ended, before: Attempt | undefined): Attempt {
  const { type, data } = event
  const { attempt: number, generation } = data
  const found = 'knownBy' in data ? data.knownBy : undefined
  return {
    number,
    generation,
    ...(before && isOver(before) ? timesOf(before) : timing(event)),
    outcome: outcomes[type],
    ...(type === 'TaskPublished' ? remoteOf(data) : {}),
    ...('error' in data ? { error: data.error } : {}),
    ...('retryAt' in data && data.retryAt !== undefined ? { retryAt: data.retryAt } : {}),
    ...(found ? { knownBy: found } : {}),
    ...(before?.lateOutcome ? { lateOutcome: before.lateOutcome } : {}),
  }
}

const isOver = ({ finishedAt }: Attempt) => finishedAt !== null

const timesOf = ({ startedAt, finishedAt, durationMs }: Attempt) => ({
  startedAt,
  finishedAt,
  durationMs,
})

const timing = ({ data, recordedAt }: Ended) => ({
  startedAt: data.startedAt,
  finishedAt: recordedAt,
  durationMs: data.durationMs,
})

function addLate(attempts: Map<number, Attempt>, { data, recordedAt }: Late): void {
  const attempt = attempts.get(data.attempt)
  if (!attempt) return
  attempts.set(data.attempt, { ...attempt, lateOutcome: { at: recordedAt, ...remoteOf(data) } })
}

const remoteOf = ({ remoteId, url }: Late['data']): Remote => ({
  ...(remoteId === undefined ? {} : { remoteId }),
  ...(url === undefined ? {} : { url }),
})
