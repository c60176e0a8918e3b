import { join } from 'node:path'
import { readSecretFile } from '../servers/secret-file.ts'

/** The key that was made at the first start; several, with commas, while one replaces another. */
export const secretKeyFile = (dataDir: string): string => join(dataDir, 'secret-key')

/** Keys that no account needs any more, but a backup may. */
export const retiredKeyFile = (dataDir: string, keyId: string): string =>
  join(dataDir, `secret-key-retired-${keyId}`)

/** Undefined when there is none. */
export function readSecretKeys(dataDir: string): Promise<string | undefined> {
  return readSecretFile(
    secretKeyFile(dataDir),
    'put back the key it held, from a backup, for the credentials of the accounts are sealed with it; ' +
      'only where no account has credentials delete the file, and another key is made',
  )
}
