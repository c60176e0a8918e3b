import { readInstance } from '@pressrun/cli'
import pg from 'pg'
import type { Instance } from './instance.ts'

/** Queries the instance's database directly, for what the API does not show. */
export async function query<Row extends pg.QueryResultRow>(
  instance: Instance,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: readInstance(instance.dataDir)?.databaseUrl })
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}
