import type { HoldOptions } from '@pressrun/fake-platforms'
import { attemptPoints, type AttemptPoint } from '@pressrun/publisher/testing'

/** A request that is on the platform, unanswered, when its publisher is killed. */
export type RequestPoint = HoldOptions & {
  /**
   * Where the platform had not done what is asked for when the publisher died, it does it later, after
   * another has taken over and before that one looks, or last, when all is over. Absent: it has done it.
   */
  readonly done?: 'never' | 'later' | 'last'
}

/** The bytes of the post have left, and no answer has come. */
const postRequests = {
  'sent, never done': { when: 'before', done: 'never' },
  'sent, done later': { when: 'before', done: 'later' },
  'sent and done': { when: 'after' },
} as const satisfies Record<string, RequestPoint>

/** Only where the platform itself minds repeats. */
const lateRequests = {
  'sent, done last': { when: 'before', done: 'last' },
} as const satisfies Record<string, RequestPoint>

const draftRequests = {
  'draft sent, done later': { step: 'draft', when: 'before', done: 'later' },
  'draft sent and done': { step: 'draft', when: 'after' },
} as const satisfies Record<string, RequestPoint>

const requests = { ...postRequests, ...lateRequests, ...draftRequests }
export type KillPoint = AttemptPoint | keyof typeof requests

/** What every publisher passes. */
export const publisherPoints: readonly KillPoint[] = attemptPoints
/** What is passed besides where the post goes over a wire, is minded twice, begins as a draft. */
export const postPoints = Object.keys(postRequests) as KillPoint[]
export const latePoints = Object.keys(lateRequests) as KillPoint[]
export const draftPoints = Object.keys(draftRequests) as KillPoint[]

/** Where the next publisher gets again, and a second death adds something. */
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
