import type { AccountId, AccountLimits, AccountStatus, LaneReason } from '@pressrun/events'
import type pg from 'pg'
import type { Account } from '../memory/load-state.ts'
import type { RestAt } from '../rules/rates.ts'

export type AccountRow = {
  readonly id: AccountId
  readonly remote: string
  readonly platform: string
  readonly status: AccountStatus
  readonly limits: AccountLimits
  readonly blocked_until: string | null
  readonly pass: number | null
  readonly rates: RestAt | null
  readonly last_at: string | null
  readonly healthy: boolean | null
  readonly reason: LaneReason | null
  readonly next_at: string | null
}

/** `offset 0` lets the planner look up each row by its key: it may believe that the table is empty. */
export const accountsQuery = `select id, remote, platform, status, limits, blocked_until,
  pass, rates, last_at, healthy, lane.reason, next_at
  from accounts left join lateral (
    select * from lanes where lanes.account_id = accounts.id offset 0) lane on true`

export async function readAccounts(
  client: pg.ClientBase,
  ids: readonly AccountId[],
): Promise<Account[]> {
  if (ids.length === 0) return []
  const { rows } = await client.query<AccountRow>({
    name: 'accounts-of-lanes',
    text: `${accountsQuery} where id = any($1::text[])`,
    values: [ids],
  })
  return rows.map(toAccount)
}

const msOf = (instant: string | null) => (instant === null ? null : Date.parse(instant))

export const toAccount = (row: AccountRow): Account => ({
  accountId: row.id,
  facts: {
    remote: row.remote,
    platform: row.platform,
    status: row.status,
    limits: row.limits,
    blockedUntil: msOf(row.blocked_until),
  },
  row:
    row.pass === null
      ? null
      : {
          pass: row.pass,
          restAt: row.rates ?? {},
          healthy: row.healthy,
          lastAt: msOf(row.last_at),
          reason: row.reason,
          until: msOf(row.next_at),
        },
})
