import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { databaseNeeds, openDatabase } from '@pressrun/db'
import pg from 'pg'
import { findPostgres, postgresMajor } from '../../servers/postgres-binaries.ts'
import { fail, ok, type Check } from './finding.ts'

const postgresMajorMin = 14
const connectTimeoutMs = 3_000

/** The database in use or, while nothing runs, whether the embedded one could be started. */
export function checkDatabase(url: string | undefined, dataDir: string): Check {
  const run = url === undefined ? () => checkEmbedded(dataDir) : () => checkServer(url)
  return { name: 'postgres', run }
}

async function checkServer(url: string) {
  try {
    const version = await askDatabase<string>(url, "select current_setting('server_version')")
    if (Number.parseInt(version, 10) < postgresMajorMin)
      return fail(`Postgres ${version} is too old`, `use Postgres ${postgresMajorMin} or newer`)
    const reason = await whyNotWritable(url)
    return reason === undefined
      ? ok(`Postgres ${version} answers, and takes changes`)
      : fail(`Postgres ${version} takes no changes (${reason})`, 'see the guide on operating')
  } catch (error) {
    return fail(
      `Postgres does not answer (${(error as Error).message})`,
      'see that it runs, and check DATABASE_URL',
    )
  }
}

/** A missing schema is judged elsewhere. */
async function whyNotWritable(url: string): Promise<string | undefined> {
  await using database = openDatabase({ url, connectionsMax: 1, queryTimeoutMs: connectTimeoutMs })
  try {
    await databaseNeeds(database.pool).watch.check()
    return undefined
  } catch (cause) {
    return cause instanceof pg.DatabaseError && cause.code === undefinedTable
      ? undefined
      : (cause as Error).message
  }
}

const undefinedTable = '42P01'

async function checkEmbedded(dataDir: string) {
  try {
    await findPostgres()
  } catch (error) {
    return fail((error as Error).message, 'see above')
  }
  const cluster = join(dataDir, 'postgres', 'cluster', 'PG_VERSION')
  const written = (await readFile(cluster, 'utf8').catch(() => '')).trim()
  return written === '' || written === String(postgresMajor)
    ? ok(`embedded Postgres ${postgresMajor} is there, and not running`)
    : fail(
        `the data was written by Postgres ${written}`,
        `Pressrun brings ${postgresMajor}: choose another PRESSRUN_DATA_DIR`,
      )
}

/** The single value of a query. */
export async function askDatabase<T>(url: string, query: string): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: connectTimeoutMs,
  })
  await client.connect()
  try {
    const { rows } = await client.query<[T]>({ text: query, rowMode: 'array' })
    const [value] = rows[0] ?? []
    if (value === undefined) throw new Error(`no row came of: ${query}`)
    return value
  } finally {
    await client.end()
  }
}
