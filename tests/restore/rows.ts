import { migrate } from '@pressrun/db/migrate'
import pg from 'pg'

/** The rows of all tables, as JSON text, like a `pg_dump`. */
export type Rows = ReadonlyMap<string, readonly string[]>

/** Reads them in one snapshot. */
export async function readRows(url: string): Promise<Rows> {
  return withClient(url, async (client) => {
    await client.query('begin isolation level repeatable read read only')
    const rows = new Map<string, string[]>()
    for (const table of await tablesOf(client)) {
      const { rows: read } = await client.query<{ row: string }>(
        `select row_to_json("${table}")::text as row from "${table}"`,
      )
      rows.set(
        table,
        read.map(({ row }) => row),
      )
    }
    await client.query('commit')
    return rows
  })
}

/** Writes them into a new database, and replaces the one at `url` by it, in spite of connected clients. */
export async function writeRows(url: string, rows: Rows): Promise<void> {
  const restored = siblingOf(url, 'restored')
  const name = new URL(url).pathname.slice(1)
  await withClient(siblingOf(url, 'postgres'), (client) => client.query('create database restored'))
  await migrate(restored)
  await withClient(restored, async (client) => {
    for (const [table, all] of rows) await fill(client, table, all)
  })
  await withClient(siblingOf(url, 'postgres'), async (client) => {
    await client.query(`drop database "${name}" with (force)`)
    await client.query(`alter database restored rename to "${name}"`)
  })
}

async function fill(client: pg.Client, table: string, rows: readonly string[]): Promise<void> {
  const { rows: found } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
      where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  )
  const columns = found[0]?.columns ?? ''
  await client.query(`set session_replication_role = replica; delete from "${table}"`)
  for (const row of rows)
    await client.query(
      `insert into "${table}" (${columns}) select ${columns} from json_populate_record(null::"${table}", $1)`,
      [row],
    )
}

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
      and relname not like 'kysely%'`,
  )
  return rows.map(({ name }) => name)
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

const siblingOf = (url: string, database: string): string =>
  Object.assign(new URL(url), { pathname: `/${database}` }).href
