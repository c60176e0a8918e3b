import { upsertMany, type Column } from '@pressrun/db'
import { toInstant, type AccountId, type TaskId } from '@pressrun/events'
import type { Breaker } from '../rules/breaker.ts'

export type BreakerRow = {
  readonly remote: string
  readonly failures: number
  readonly accounts: AccountId[]
  readonly open_until: string | null
  readonly probe: TaskId | null
  readonly blocked_until: string | null
}

type KeptBreaker = readonly [remote: string, breaker: Breaker]

const msOf = (instant: string | null) => (instant === null ? null : Date.parse(instant))
export const instantOf = (at: number | null) => (at === null ? null : toInstant(at))

export const toBreakers = (rows: readonly BreakerRow[]): KeptBreaker[] =>
  rows.map(({ remote, failures, accounts, open_until, probe, blocked_until }) => [
    remote,
    { failures, accounts, probe, openUntil: msOf(open_until), blockedUntil: msOf(blocked_until) },
  ])

const columns: readonly Column<KeptBreaker>[] = [
  { name: 'remote', type: 'text', of: ([remote]) => remote },
  { name: 'failures', type: 'integer', of: ([, { failures }]) => failures },
  { name: 'accounts', type: 'json', of: ([, { accounts }]) => accounts },
  { name: 'open_until', type: 'timestamptz', of: ([, { openUntil }]) => instantOf(openUntil) },
  { name: 'probe', type: 'text', of: ([, { probe }]) => probe },
  { name: 'blocked_until', type: 'timestamptz', of: ([, one]) => instantOf(one.blockedUntil) },
]

export const keepBreakers = upsertMany('breakers', columns)
