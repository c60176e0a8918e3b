import { upsertMany, type Column } from '@pressrun/db'
import { toInstant } from '@pressrun/events'
import type { LaneRow } from '../memory/kept-rows.ts'
import type { Breaker } from '../rules/breaker.ts'

type KeptBreaker = readonly [remote: string, breaker: Breaker]

const instantOf = (at: number | null) => (at === null ? null : toInstant(at))
const ratesOf = (restAt: object) => (Object.keys(restAt).length > 0 ? restAt : null)

const laneColumns: readonly Column<LaneRow>[] = [
  { name: 'account_id', type: 'text', of: ({ accountId }) => accountId },
  { name: 'pass', type: 'double precision', of: ({ pass }) => pass },
  { name: 'rates', type: 'json', of: ({ restAt }) => ratesOf(restAt) },
  { name: 'last_at', type: 'timestamptz', of: ({ lastAt }) => instantOf(lastAt) },
  { name: 'healthy', type: 'boolean', of: ({ healthy }) => healthy },
  { name: 'reason', type: 'text', of: ({ reason }) => reason },
  { name: 'next_at', type: 'timestamptz', of: ({ until }) => instantOf(until) },
]

const breakerColumns: readonly Column<KeptBreaker>[] = [
  { name: 'remote', type: 'text', of: ([remote]) => remote },
  { name: 'failures', type: 'integer', of: ([, { failures }]) => failures },
  { name: 'failing_since', type: 'timestamptz', of: ([, one]) => instantOf(one.failingSince) },
  { name: 'accounts', type: 'json', of: ([, { accounts }]) => accounts },
  { name: 'open_until', type: 'timestamptz', of: ([, { openUntil }]) => instantOf(openUntil) },
  { name: 'probe', type: 'text', of: ([, { probe }]) => probe },
  { name: 'blocked_until', type: 'timestamptz', of: ([, one]) => instantOf(one.blockedUntil) },
]

export const keepLanes = upsertMany('lanes', laneColumns)
export const keepBreakers = upsertMany('breakers', breakerColumns)
