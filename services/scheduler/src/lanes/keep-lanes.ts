import { upsertMany, type Column, type Statement } from '@pressrun/db'
import { toInstant } from '@pressrun/events'
import type { Breaker } from './law/breaker.ts'
import type { KeptLane } from './law/lane.ts'

const instantOf = (at: number | null) => (at === null ? null : toInstant(at))
const ratesOf = (restAt: object) => (Object.keys(restAt).length > 0 ? restAt : null)

const laneColumns: readonly Column<KeptLane>[] = [
  { name: 'account_id', type: 'text', of: ({ accountId }) => accountId },
  { name: 'ready', type: 'boolean', of: ({ lane }) => lane.ready },
  { name: 'turn', type: 'double precision', of: ({ lane }) => lane.turn },
  { name: 'next_at', type: 'timestamptz', of: ({ lane }) => instantOf(lane.nextAt) },
  { name: 'waits_for', type: 'text', of: ({ lane }) => lane.waitsFor },
  { name: 'reason', type: 'text', of: ({ lane }) => lane.reason },
  { name: 'pass', type: 'double precision', of: ({ lane }) => lane.pass },
  { name: 'rates', type: 'json', of: ({ lane }) => ratesOf(lane.restAt) },
  { name: 'in_flight', type: 'integer', of: ({ lane }) => lane.inFlight },
  { name: 'last_at', type: 'timestamptz', of: ({ lane }) => instantOf(lane.lastAt) },
  { name: 'healthy', type: 'boolean', of: ({ lane }) => lane.healthy },
]

type KeptBreaker = readonly [remote: string, breaker: Breaker]

const breakerColumns: readonly Column<KeptBreaker>[] = [
  { name: 'remote', type: 'text', of: ([remote]) => remote },
  { name: 'failures', type: 'integer', of: ([, { failures }]) => failures },
  { name: 'accounts', type: 'json', of: ([, { accounts }]) => accounts },
  { name: 'open_until', type: 'timestamptz', of: ([, { openUntil }]) => instantOf(openUntil) },
  { name: 'probe', type: 'text', of: ([, { probe }]) => probe },
  {
    name: 'blocked_until',
    type: 'timestamptz',
    of: ([, { blockedUntil }]) => instantOf(blockedUntil),
  },
]

export const keepLanes = upsertMany('lanes', laneColumns)
export const keepBreakers = upsertMany('breakers', breakerColumns)

export const keepClock = (seq: number, virtualTime: number): Statement => ({
  name: 'keep-lane-clock',
  text: 'update lane_clock set seq = $1, virtual_time = $2',
  values: [seq, virtualTime],
})
