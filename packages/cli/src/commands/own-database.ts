import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isLostConnection } from '@pressrun/db'
import { readInstance } from '../instance-file.ts'
import { OperatorError } from '../operator-error.ts'
import { liveOwner } from '../servers/claim.ts'
import { startPostgres } from '../servers/postgres.ts'
import { openDataDirectory } from '../up/data-directory.ts'
import { endLeftovers } from '../up/leftovers.ts'

export type DatabasePlace = { readonly dataDir: string; readonly databaseUrl: string | undefined }

/** DATABASE_URL or, without one, the database of the data directory, started for this when nothing runs. */
export async function withOwnDatabase<Result>(
  { dataDir, databaseUrl }: DatabasePlace,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const isRunning = liveOwner(join(dataDir, 'supervisor.json')) !== undefined
  const url = databaseUrl ?? (isRunning ? readInstance(dataDir)?.databaseUrl : undefined)
  if (url) return use(url)
  if (!isRunning) requireCluster(dataDir)
  using _claim = await openDataDirectory(dataDir)
  await endLeftovers(dataDir)
  return await withEmbeddedDatabase(dataDir, use)
}

/** Starts the database of a data directory that is claimed already. */
export async function withEmbeddedDatabase<Result>(
  dataDir: string,
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  await using postgres = await startPostgres({ dataDir: requireCluster(dataDir) })
  return await use(postgres.url)
}

function requireCluster(dataDir: string): string {
  const cluster = join(dataDir, 'postgres')
  if (existsSync(cluster)) return cluster
  throw new OperatorError(`no database in ${dataDir}: set DATABASE_URL, as for Pressrun itself`)
}

/** A fault of a database in words for an operator; defects stay as they are. */
export function explainDatabase(cause: unknown): unknown {
  // An error with a code comes from the server or from the connection; the rest is a defect of ours.
  if (!(cause instanceof Error && 'code' in cause) && !isLostConnection(cause)) return cause
  return new OperatorError(
    `the database cannot be used (${(cause as Error).message}): see that Postgres runs and ` +
      'DATABASE_URL names the database of Pressrun, brought up to date, then run this again',
    { cause },
  )
}
