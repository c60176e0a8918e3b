import { upsertMany, type Column } from '@pressrun/db'
import { toInstant } from '@pressrun/events'
import type { LaneRow } from '../memory/rows-to-write.ts'
import type { Breaker } from '../rules/breaker.ts'

type BreakerRow = readonly [upstream: string, breaker: Breaker]

const instantOf = (at: number | null) => (at === null ? null : toInstant(at))
const ratesOf = (restAt: object) => (Object.keys(restAt).length > 0 ? restAt : null)

const laneColumns: readonly Column<LaneRow>[] = [
  { name: 'account_id', type: 'text', of: ({ accountId }) => accountId },
  { name: 'virtual_time', type: 'double precision', of: ({ virtualTime }) => virtualTime },
  { name: 'rates', type: 'json', of: ({ restAt }) => ratesOf(restAt) },
  { name: 'last_at', type: 'timestamptz', of: ({ lastAt }) => instantOf(lastAt) },
  { name: 'healthy', type: 'boolean', of: ({ healthy }) => healthy },
  { name: 'reason', type: 'text', of: ({ reason }) => reason },
  { name: 'next_at', type: 'timestamptz', of: ({ until }) => instantOf(until) },
]

const breakerColumns: readonly Column<BreakerRow>[] = [
  { name: 'upstream', type: 'text', of: ([upstream]) => upstream },
  { name: 'failures', type: 'integer', of: ([, { failures }]) => failures },
  { name: 'failing_since', type: 'timestamptz', of: ([, one]) => instantOf(one.failingSince) },
  { name: 'accounts', type: 'json', of: ([, { accounts }]) => accounts },
  { name: 'open_until', type: 'timestamptz', of: ([, { openUntil }]) => instantOf(openUntil) },
  { name: 'probe', type: 'text', of: ([, { probe }]) => probe },
  { name: 'blocked_until', type: 'timestamptz', of: ([, one]) => instantOf(one.blockedUntil) },
]

export const upsertLanes = upsertMany('lanes', laneColumns)
export const upsertBreakers = upsertMany('breakers', breakerColumns)
