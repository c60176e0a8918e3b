import { ensureAdminKey } from '@pressrun/vault'
import { newIds } from '@pressrun/db'
import { DatabaseNewer, migrate } from '@pressrun/db/migrate'
import { readInstance } from '../instance-file.ts'
import { OperatorError } from '../operator-error.ts'
import { databaseUrlOf, dataDirOf, type Environment } from '../up/up-settings.ts'

/**
 * Migrates DATABASE_URL or, without one, the database of the running instance. PRESSRUN_ADMIN_KEY, when
 * set, is an admin key from then on.
 */
export async function migrateCommand(env: Environment): Promise<void> {
  const dataDir = dataDirOf(env)
  const url = databaseUrlOf(env) || readInstance(dataDir)?.databaseUrl
  if (!url) {
    throw new OperatorError(
      `no database to migrate: set DATABASE_URL, or start Pressrun on ${dataDir} first`,
    )
  }
  const applied = await migrateOrExplain(url)
  for (const name of applied) process.stdout.write(`applied ${name}\n`)
  if (applied.length === 0) process.stdout.write('the schema is up to date\n')
  const adminKey = env['PRESSRUN_ADMIN_KEY']?.trim()
  if (adminKey && (await ensureAdminKey(url, adminKey, newIds())) === 'revoked')
    process.stderr.write(`${revokedNote}\n`)
}

const insufficientPrivilege = '42501'

const revokedNote =
  'note: the admin key given to the start (PRESSRUN_ADMIN_KEY, or admin-key in the data directory) was ' +
  'revoked, and stays so: give another one there ("pressrun key add" makes one)'

async function migrateOrExplain(url: string): Promise<string[]> {
  try {
    return await migrate(url)
  } catch (error) {
    if (error instanceof DatabaseNewer) throw new OperatorError(error.message, { cause: error })
    const { message, cause } = error as Error
    if (cause instanceof Error && 'code' in cause && cause.code === insufficientPrivilege)
      throw new OperatorError(
        `the role of DATABASE_URL may not migrate: ${cause.message}; let the owner of the database do it`,
        { cause: error },
      )
    const reason = cause instanceof Error ? `${message}: ${cause.message}` : message
    throw new OperatorError(`${reason} (see that Postgres runs, and check DATABASE_URL)`, {
      cause: error,
    })
  }
}
