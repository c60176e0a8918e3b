import type { HoldOptions } from '@pressrun/fake-platforms'
import { attemptPoints, type AttemptPoint } from '@pressrun/publisher/testing'

/** A request that the platform has received and not answered when its publisher is killed. */
export type RequestPoint = HoldOptions & {
  /**
   * When the platform executes a request that was pending when the publisher died: after the takeover and before its
   * check (`later`), after everything else (`last`), or never. Absent: it was executed before.
   */
  readonly done?: 'never' | 'later' | 'last'
}

/** The bytes of the post have left, and no answer has come. */
const postRequests = {
  'sent, never done': { when: 'before', done: 'never' },
  'sent, done later': { when: 'before', done: 'later' },
  'sent and done': { when: 'after' },
} as const satisfies Record<string, RequestPoint>

/** Only where the platform itself rejects repeats. */
const lateRequests = {
  'sent, done last': { when: 'before', done: 'last' },
} as const satisfies Record<string, RequestPoint>

const draftRequests = {
  'draft sent, done later': { step: 'draft', when: 'before', done: 'later' },
  'draft sent and done': { step: 'draft', when: 'after' },
} as const satisfies Record<string, RequestPoint>

const requests = { ...postRequests, ...lateRequests, ...draftRequests }
export type KillPoint = AttemptPoint | keyof typeof requests

/** Points that every publisher passes. */
export const publisherPoints: readonly KillPoint[] = attemptPoints
/** Further points of platforms with posts over HTTP, with idempotency keys, with drafts. */
export const postPoints = Object.keys(postRequests) as KillPoint[]
export const latePoints = Object.keys(lateRequests) as KillPoint[]
export const draftPoints = Object.keys(draftRequests) as KillPoint[]

/** Points that the next publisher reaches again, where a second death adds something. */
export const pointsMetAgain: readonly KillPoint[] = [
  'begun',
  'prepared',
  'intended',
  'sent, never done',
  'answered',
  'decided',
]

/** Undefined: the publisher itself passes this point. */
export const requestAt = (point: KillPoint): RequestPoint | undefined =>
  (requests as Partial<Record<KillPoint, RequestPoint>>)[point]
