import type { HoldOptions } from '@pressrun/fake-platforms'
import {
  attemptPoints,
  type AttemptPoint,
} from '../../services/publisher/src/jobs/attempt-point.ts'

/** A request that is on the platform, unanswered, when its publisher is killed. */
export type RequestPoint = HoldOptions & {
  /** The platform dies with it: what was asked for is not done later either. */
  readonly neverDone?: true
}

/** The bytes of the post have left, and no answer has come. */
const postRequests = {
  'sent, never done': { when: 'before', neverDone: true },
  'sent, done later': { when: 'before' },
  'sent and done': { when: 'after' },
} as const satisfies Record<string, RequestPoint>

const draftRequests = {
  'draft sent, done later': { step: 'draft', when: 'before' },
  'draft sent and done': { step: 'draft', when: 'after' },
} as const satisfies Record<string, RequestPoint>

export type KillPoint = AttemptPoint | keyof typeof postRequests | keyof typeof draftRequests

/** What every publisher passes. */
export const publisherPoints: readonly KillPoint[] = attemptPoints
/** What is passed besides where the post goes over a wire, and where there are drafts. */
export const postPoints = Object.keys(postRequests) as KillPoint[]
export const draftPoints = Object.keys(draftRequests) as KillPoint[]

/** Where a second death adds something: the others are over, or lead to the same again. */
export const secondDeaths: ReadonlySet<KillPoint> = new Set<KillPoint>([
  'begun',
  'prepared',
  'intended',
  'sent, never done',
  'answered',
  'decided',
])

/** Undefined: the publisher itself passes this point. */
export const requestAt = (point: KillPoint): RequestPoint | undefined =>
  ({ ...postRequests, ...draftRequests } as Partial<Record<KillPoint, RequestPoint>>)[point]
