import pg from 'pg'

/** Creates the database unless it is there. */
export async function ensureDatabase(maintenanceUrl: string, name: string): Promise<void> {
  if (new URL(maintenanceUrl).pathname === `/${name}`) return
  const client = new pg.Client({ connectionString: maintenanceUrl })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}
