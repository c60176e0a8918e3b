import { secretKey, secretKeys } from '@pressrun/vault'
import { makeSecretKey } from '@pressrun/vault/secret-text'
import { OperatorError } from '../../operator-error.ts'
import { openDataDirectory } from '../../up/data-directory.ts'
import { endLeftovers } from '../../up/leftovers.ts'
import { readSecretKeys, retiredKeyFile, secretKeyFile } from '../../up/secret-key-file.ts'
import { writeSecretFile } from '../../servers/secret-file.ts'
import { withEmbeddedDatabase } from '../own-database.ts'
import { resealAll, type RotateWorld } from './reseal-all.ts'

/**
 * Replaces the key in the data directory with a new one. Both are in the file while credentials are resealed: whenever
 * this is killed, Pressrun opens them all, and the next call finishes the work. A running instance knows the old key
 * only, hence it has to be stopped.
 */
export async function replaceStoredKey(world: RotateWorld): Promise<void> {
  const { dataDir } = world
  if ((await readSecretKeys(dataDir)) === undefined)
    throw new OperatorError(
      `${dataDir} has no key to replace: set PRESSRUN_DATA_DIR to where Pressrun has run`,
    )
  using _claim = await openDataDirectory(dataDir)
  await endLeftovers(dataDir)
  // Read again: until the directory was ours, another rotation could have been under way.
  const kept = (await readSecretKeys(dataDir)) ?? ''
  const both = kept.includes(',') ? kept : `${makeSecretKey()},${kept}`
  await writeSecretFile(secretKeyFile(dataDir), both)
  const reseal = (url: string) => resealAll(url, secretKeys(both), world.signal)
  const resealed = await (world.databaseUrl === undefined
    ? withEmbeddedDatabase(dataDir, reseal)
    : reseal(world.databaseUrl))
  const [newKey = '', ...oldKeys] = both.split(',')
  const retired = await Promise.all(oldKeys.map((key) => retire(dataDir, key)))
  await writeSecretFile(secretKeyFile(dataDir), newKey)
  world.print(`${resealed} re-sealed: every account's credentials have the new key`)
  world.print(
    `the old key is in ${retired.join(', ')}: only backups made before now need it, keep it with them`,
  )
}

async function retire(dataDir: string, key: string): Promise<string> {
  const file = retiredKeyFile(dataDir, secretKey(key).id)
  await writeSecretFile(file, key)
  return file
}
