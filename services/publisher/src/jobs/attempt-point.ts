import type { TaskState } from '@pressrun/events'

/**
 * Named points of an attempt, in their order. Unused in production; the fault tests end the process there, to prove
 * that what follows makes no second post.
 */
export const attemptPoints = [
  /** The job is read; nothing was prepared. */
  'begun',
  /** The payload is ready, or the draft is made; no intent is on record. */
  'prepared',
  /** The intent is on record; not one byte of the post has left. */
  'intended',
  /** The platform has answered. */
  'answered',
  /** The outcome is about to be committed. */
  'decided',
  /** It is committed; the job is not acknowledged. */
  'recorded',
] as const
export type AttemptPoint = (typeof attemptPoints)[number]

/** The attempt goes on when the returned promise settles: one that never settles holds the attempt there. */
export type Passing = (point: AttemptPoint, task: TaskState) => void | Promise<void>
