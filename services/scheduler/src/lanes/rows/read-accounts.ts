import { query } from '@pressrun/db'
import type { AccountId } from '@pressrun/events'
import type pg from 'pg'
import type { Account } from '../memory/load-state.ts'
import { soundAccount } from '../memory/sound-rows.ts'

/** SQL: an instant in milliseconds. */
export const msOf = (instant: string): string => `extract(epoch from ${instant}) * 1000`

/** `offset 0` makes the planner look up each row by its key: it may believe that the table is empty. */
export const accountsQuery = `
select id as "accountId", json_build_object('upstream', upstream, 'platform', platform, 'status', status,
    'limits', limits, 'blockedUntil', ${msOf('blocked_until')}) as facts,
  case when lane.account_id is not null then json_build_object('virtualTime', virtual_time,
    'restAt', coalesce(rates, '{}'), 'healthy', healthy, 'lastAt', ${msOf('last_at')},
    'reason', lane.reason, 'until', ${msOf('next_at')}) end as row
from accounts left join lateral (
  select * from lanes where lanes.account_id = accounts.id offset 0) lane on true`

export async function readAccounts(
  client: pg.ClientBase,
  ids: readonly AccountId[],
): Promise<Account[]> {
  if (ids.length === 0) return []
  const text = `${accountsQuery} where id = any($1::text[])`
  const rows = await query<Account>(client, text, [ids])
  return rows.map(soundAccount)
}
