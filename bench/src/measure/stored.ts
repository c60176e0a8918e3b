import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { queryOnce } from '../servers/postgres.ts'

/** What was written so far, and what lies on the disk of it now. */
export type Stored = {
  readonly walBytes: number
  readonly postgresBytes: number
  readonly streamBytes: number
}

export async function storedBytes(databaseUrl: string, streamDirectory: string): Promise<Stored> {
  const [row = {}] = await queryOnce(
    databaseUrl,
    `select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as wal,
      pg_database_size(current_database())::float8 as size`,
  )
  return {
    walBytes: Number(row['wal']),
    postgresBytes: Number(row['size']),
    streamBytes: directoryBytes(streamDirectory),
  }
}

/** A file may be gone between being listed and being asked. */
function directoryBytes(directory: string): number {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const found = statSync(join(directory, name), { throwIfNoEntry: false })
    return sum + (found?.isFile() ? found.size : 0)
  }, 0)
}
