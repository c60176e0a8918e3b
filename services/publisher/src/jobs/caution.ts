import { ownProblem, type RecordedEvent } from '@pressrun/events'

/** The evidence that a job has ended publishers. */
export type Evidence = {
  /** How often it was delivered, this time included: the first publisher may have died of it. */
  readonly deliveries: number
  /** Attempts whose publisher was found to be gone. */
  readonly interruptions: number
  /** Publishers that had begun it while it was watched, and are gone. */
  readonly lost: number
  /** Publishers that are gone and had it in a process of its own. */
  readonly lostBeside: number
}

/**
 * How a job is begun.
 * - `none`: as any.
 * - `watched`: one publisher may have died of it, or of any of the many others it had. That it was begun is
 *   on record before it is, and few such jobs are begun at a time: the next that dies, dies of one of few.
 * - `isolated`: a second one may have. It is begun in a process of its own: if that dies, it was the job.
 * - `given-up`: publishers go on dying over it although it runs apart from them.
 */
export type Caution = 'none' | 'watched' | 'isolated' | 'given-up'

/** It ran apart from them: so few deaths beside it may be a coincidence. */
const lostBesideMax = 5

export function cautionFor(evidence: Evidence): Caution {
  const { deliveries, interruptions, lost, lostBeside } = evidence
  if (lostBeside >= lostBesideMax) return 'given-up'
  if (lost > 0 || lostBeside > 0 || interruptions > 1) return 'isolated'
  return deliveries > 1 || interruptions > 0 ? 'watched' : 'none'
}

export const interruptionsIn = (history: readonly RecordedEvent[]): number =>
  history.filter(
    (event) => 'error' in event.data && event.data.error?.code === ownProblem.interrupted,
  ).length
