import type { IdempotencyClass } from '@pressrun/events'
import {
  draftPoints,
  latePoints,
  pointsMetAgain,
  postPoints,
  publisherPoints,
  type KillPoint,
} from './points.ts'

/** Where and how a task is published. */
export type Way = {
  readonly name: string
  readonly platform: string
  readonly class: IdempotencyClass
  /** What the fake takes for an account of this kind. */
  readonly accountPrefix?: string
  readonly unconfirmedPolicy?: 'at-least-once'
  readonly points: readonly KillPoint[]
  /** Those of them that the next publisher reaches as well. */
  readonly metAgain: readonly KillPoint[]
  /** The end of a task whose publishers were killed at that point, however many. */
  readonly end: (point: KillPoint) => End
}

type End = { readonly status: 'published' | 'unconfirmed'; readonly posts: number }

const onePost = (): End => ({ status: 'published', posts: 1 })

const once = {
  points: [...publisherPoints, ...postPoints],
  metAgain: pointsMetAgain,
  end: onePost,
}

const minded = { ...once, points: [...once.points, ...latePoints] }

const byDraft = {
  ...minded,
  class: 'draft-then-publish',
  points: [...minded.points, ...draftPoints],
} as const

/** Only the platform knows whether there is a post. */
const inDoubt = (point: KillPoint) => !['begun', 'prepared', 'recorded'].includes(point)
const leftBehind = (point: KillPoint) => (['intended', 'sent, never done'].includes(point) ? 0 : 1)

export const ways: readonly Way[] = [
  { name: 'webhook', platform: 'webhook', class: 'key', ...minded },
  { name: 'mastodon', platform: 'mastodon', class: 'key', ...minded },
  {
    name: 'mastodon that ignores keys',
    platform: 'mastodon',
    class: 'lookup',
    accountPrefix: 'ignores-keys-',
    ...once,
  },
  { name: 'slack', platform: 'slack', class: 'lookup', ...once },
  { name: 'bluesky', platform: 'bluesky', class: 'deterministic-id', ...minded },
  {
    name: 'feed',
    platform: 'feed',
    class: 'deterministic-id',
    // It writes files: no request can be in flight.
    points: publisherPoints,
    metAgain: pointsMetAgain.filter((point) => publisherPoints.includes(point)),
    end: onePost,
  },
  { name: 'wordpress', platform: 'wordpress', ...byDraft },
  { name: 'ghost', platform: 'ghost', ...byDraft },
  { name: 'devto', platform: 'devto', class: 'refuses-repeat', ...minded },
  {
    name: 'discord',
    platform: 'discord',
    class: 'none',
    points: once.points,
    // What may have been sent is not sent again.
    metAgain: ['begun', 'prepared', 'answered', 'decided'],
    end: (point) =>
      inDoubt(point) ? { status: 'unconfirmed', posts: leftBehind(point) } : onePost(),
  },
  {
    name: 'discord, rather twice than never',
    platform: 'discord',
    class: 'none',
    unconfirmedPolicy: 'at-least-once',
    points: once.points,
    metAgain: pointsMetAgain,
    end: (point) =>
      inDoubt(point) ? { status: 'published', posts: 1 + leftBehind(point) } : onePost(),
  },
]
