import type { AccountId } from '@pressrun/events'
import type pg from 'pg'
import type { Schema } from './schema/index.ts'

type Column = Exclude<keyof Schema['accounts'], 'id'>
export type RunAccount<Known extends Column> = Pick<Schema['accounts'], 'id' | Known>

/** The accounts with these ids that a run can be planned for: those that are not removed, by id. */
export async function findRunAccounts<Known extends Column>(
  client: pg.Pool | pg.ClientBase,
  ids: readonly AccountId[],
  columns: readonly Known[],
): Promise<Map<AccountId, RunAccount<Known>>> {
  if (ids.length === 0) return new Map()
  const { rows } = await client.query<RunAccount<Known>>({
    name: `run-accounts-${columns.join('-')}`,
    text: `select id, ${columns.join(', ')} from accounts
      where id = any($1::text[]) and status <> 'removed'`,
    values: [ids],
  })
  return new Map(rows.map((row) => [row.id, row]))
}
