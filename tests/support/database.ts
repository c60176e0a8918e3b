import { randomUUID } from 'node:crypto'
import { migrate } from '@pressrun/db/migrate'
import pg from 'pg'
import { required } from './required.ts'

export type TestDatabase = AsyncDisposable & { readonly url: string }

const template = 'pressrun_template'

/** Any number; only makers of the template ask for this lock. */
const templateLock = 20_110_417

/** A fresh database with the current schema, dropped when the test is over. */
export async function createDatabase(): Promise<TestDatabase> {
  const maintenanceUrl = required('PRESSRUN_TEST_DATABASE_URL')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await withClient(maintenanceUrl, async (client) => {
    await ensureTemplate(client, maintenanceUrl)
    // Copying files beats logging every page of a database nobody will recover.
    await client.query(`create database ${name} template ${template} strategy file_copy`)
  })
  return {
    url: siblingUrl(maintenanceUrl, name),
    [Symbol.asyncDispose]: () =>
      withClient(maintenanceUrl, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`)
      }),
  }
}

// The first to come migrates, once per test run; the others copy. The name tells a finished template:
// it is renamed only when the migration is complete.
async function ensureTemplate(client: pg.Client, maintenanceUrl: string): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [templateLock])
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [template])
    if (found.rowCount !== 0) return
    const unfinished = `${template}_unfinished`
    await client.query(`drop database if exists ${unfinished} with (force)`)
    await client.query(`create database ${unfinished}`)
    await migrate(siblingUrl(maintenanceUrl, unfinished))
    await client.query(`alter database ${unfinished} rename to ${template}`)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [templateLock])
  }
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

function siblingUrl(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href
}
