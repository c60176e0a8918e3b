import { migrate } from '@pressrun/db'
import { readInstance } from '../instance-file.ts'
import { OperatorError } from '../operator-error.ts'
import { dataDirOf } from '../up/up-settings.ts'
import type { Environment } from './program.ts'

/** Migrates DATABASE_URL or, without one, the database of the running instance. */
export async function migrateCommand(env: Environment): Promise<void> {
  const dataDir = dataDirOf(env)
  const url = env['DATABASE_URL']?.trim() || readInstance(dataDir)?.databaseUrl
  if (!url) {
    throw new OperatorError(
      `no database to migrate: set DATABASE_URL, or start Pressrun on ${dataDir} first`,
    )
  }
  const applied = await migrate(url)
  for (const name of applied) process.stdout.write(`applied ${name}\n`)
  if (applied.length === 0) process.stdout.write('the schema is up to date\n')
}
