import { createHash } from 'node:crypto'
import type pg from 'pg'

export type Statement = { readonly text: string; readonly values: readonly unknown[] }

/** Anything a statement can be sent over. */
export type Client = Pick<pg.ClientBase, 'query'>

/**
 * Sends a statement and returns its rows. It is prepared, once on each connection: its text is one of few, and
 * whatever varies from call to call is in the values.
 */
export async function query<Row extends pg.QueryResultRow>(
  client: Client | pg.Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { rows } = await client.query<Row>(prepared({ text, values }))
  return rows
}

/** Sends a statement and returns how many rows it changed, or found. */
export async function execute(
  client: Client | pg.Pool,
  text: string,
  values: readonly unknown[] = [],
): Promise<number> {
  const { rowCount } = await client.query(prepared({ text, values }))
  return rowCount ?? 0
}

/** As the driver takes it. */
export const prepared = ({ text, values }: Statement): pg.QueryConfig => ({
  name: nameOf(text),
  text,
  values: values as unknown[],
})

const names = new Map<string, string>()

/** Made of the text, so that no two statements of a connection have the same. */
function nameOf(text: string): string {
  const known = names.get(text)
  if (known) return known
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 22)
  names.set(text, name)
  return name
}
