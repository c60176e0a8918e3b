import type { AccountId } from '@pressrun/events'
import { query, type Client } from './table/query.ts'
import { selection } from './table/table.ts'
import type { Rows } from './tables/index.ts'
import { accounts } from './tables/accounts.ts'

type Field = Exclude<keyof Rows['accounts'], 'id'>
export type RunAccount<Known extends Field> = Pick<Rows['accounts'], 'id' | Known>

/** The accounts with these ids that a run can be planned for: those not removed, by id. */
export async function findRunAccounts<Known extends Field>(
  client: Client,
  ids: readonly AccountId[],
  fields: readonly Known[],
): Promise<Map<AccountId, RunAccount<Known>>> {
  if (ids.length === 0) return new Map()
  const text = `select ${selection(['id' as const, ...fields].map(accounts.column))} from accounts
    where id = any($1::text[]) and status <> 'removed'`
  const rows = await query<RunAccount<Known>>(client, text, [ids])
  return new Map(rows.map((row) => [row.id, row]))
}
