import { query } from '../table/query.ts'
import type { AccountId } from '@pressrun/events'
import type pg from 'pg'
import { claimingInSql, itemInSql } from './item-in-sql.ts'

/** Returns each item with every key it was ever known by in any source, besides its present keys. */
export async function allKeysOf(
  client: pg.ClientBase,
  items: readonly (readonly string[])[],
): Promise<string[][]> {
  const given = items.flatMap((keys, root) => (keys.length > 0 ? [{ root, keys }] : []))
  const found = items.map((): string[] => [])
  if (given.length === 0) return found
  const roots = `select root, key from json_to_recordset($1::json) given (root integer, keys bigint[])
    cross join lateral unnest(keys) key`
  const rows = await query<{ root: number; keys: string[] }>(
    client,
    `with ${itemInSql(roots)}
      select root, array_agg(key::text) as keys from item group by root`,
    [JSON.stringify(given)],
  )
  for (const { root, keys } of rows) found[root] = keys
  return found
}

type Given = { readonly accountId: AccountId; readonly key: string }

const allOfEach =
  'select account_id, key from unnest($1::text[]) account_id cross join unnest($2::bigint[]) key'

/**
 * Claims these keys for the accounts. Returns the keys that accounts already have.
 */
export async function claimKeys(
  client: pg.ClientBase,
  accountIds: readonly AccountId[],
  keys: readonly string[],
): Promise<Map<AccountId, Set<string>>> {
  const given = new Map<AccountId, Set<string>>()
  if (keys.length === 0) return given
  const rows = await query<Given>(
    client,
    `with ${claimingInSql(allOfEach)} select account_id as "accountId", key::text from given`,
    [accountIds, keys],
  )
  for (const [id, ofAccount] of Map.groupBy(rows, ({ accountId }) => accountId))
    given.set(id, new Set(ofAccount.map(({ key }) => key)))
  return given
}
