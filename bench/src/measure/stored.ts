import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { queryOnce } from '../servers/postgres.ts'

/** The bytes written so far, and those on the disk now. */
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

/** A file may be gone between listing and stat. */
function directoryBytes(directory: string): number {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).reduce((sum, name) => {
    const found = statSync(join(directory, name), { throwIfNoEntry: false })
    return sum + (found?.isFile() ? found.size : 0)
  }, 0)
}
