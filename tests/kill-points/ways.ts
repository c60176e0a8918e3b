import type { IdempotencyClass } from '@pressrun/events'
import { draftPoints, postPoints, publisherPoints, type KillPoint } from './points.ts'

/** Where and how a task is published. */
export type Way = {
  readonly name: string
  readonly platform: string
  readonly class: IdempotencyClass
  /** What the fake takes for an account of this kind. */
  readonly accountPrefix?: string
  readonly unconfirmedPolicy?: 'at-least-once'
  readonly points: readonly KillPoint[]
  /** How a task ends whose publisher was killed at that point, however often. */
  readonly end: (point: KillPoint) => End
}

export type End = { readonly status: 'published' | 'unconfirmed'; readonly posts: number }

const onePost = (): End => ({ status: 'published', posts: 1 })
const overWire = { points: [...publisherPoints, ...postPoints], end: onePost }
const withDrafts = {
  class: 'draft-then-publish',
  points: [...overWire.points, ...draftPoints],
  end: onePost,
} as const

/** Nothing can have been sent, or the outcome is on record. */
const isCertain = (point: KillPoint) => ['begun', 'prepared', 'recorded'].includes(point)
/** Nobody but the platform knows the difference. */
const leftBehind = (point: KillPoint) => (['intended', 'sent, never done'].includes(point) ? 0 : 1)

export const ways: readonly Way[] = [
  { name: 'webhook', platform: 'webhook', class: 'key', ...overWire },
  { name: 'mastodon', platform: 'mastodon', class: 'key', ...overWire },
  {
    name: 'mastodon that ignores keys',
    platform: 'mastodon',
    class: 'lookup',
    accountPrefix: 'ignores-keys-',
    ...overWire,
  },
  { name: 'slack', platform: 'slack', class: 'lookup', ...overWire },
  { name: 'bluesky', platform: 'bluesky', class: 'deterministic-id', ...overWire },
  {
    name: 'feed',
    platform: 'feed',
    class: 'deterministic-id',
    points: publisherPoints,
    end: onePost,
  },
  { name: 'wordpress', platform: 'wordpress', ...withDrafts },
  { name: 'ghost', platform: 'ghost', ...withDrafts },
  { name: 'devto', platform: 'devto', class: 'refuses-repeat', ...overWire },
  {
    name: 'discord',
    platform: 'discord',
    class: 'none',
    points: overWire.points,
    end: (point) =>
      isCertain(point) ? onePost() : { status: 'unconfirmed', posts: leftBehind(point) },
  },
  {
    name: 'discord, rather twice than never',
    platform: 'discord',
    class: 'none',
    unconfirmedPolicy: 'at-least-once',
    points: overWire.points,
    end: (point) =>
      isCertain(point) ? onePost() : { status: 'published', posts: 1 + leftBehind(point) },
  },
]
