import { join } from 'node:path'
import { readSecretFile, writeSecretFile } from '../servers/secret-file.ts'
import { readSecretKeys, secretKeyFile } from './secret-key-file.ts'

export type StoredSecret = { value: string; madeNow: boolean }

/** The key that encrypts the accounts' credentials. An operator who loses this file has to connect them anew. */
export function keepSecretKey(dataDir: string, given: string | undefined): Promise<StoredSecret> {
  return keep(secretKeyFile(dataDir), given, () => readSecretKeys(dataDir), 'makeSecretKey')
}

/** The key of the user `admin`. */
export function keepAdminKey(dataDir: string, given: string | undefined): Promise<StoredSecret> {
  const file = join(dataDir, 'admin-key')
  const advice = 'write an API key into it, or delete it and another admin key is made'
  return keep(file, given, () => readSecretFile(file, advice), 'makeApiKey')
}

// A key from outside is the operator's to keep, so it is not stored.
async function keep(
  file: string,
  given: string | undefined,
  read: () => Promise<string | undefined>,
  make: 'makeSecretKey' | 'makeApiKey',
): Promise<StoredSecret> {
  if (given !== undefined) return { value: given, madeNow: false }
  const kept = await read()
  if (kept !== undefined) return { value: kept, madeNow: false }
  // It comes with node:crypto, 3 MB that only the first start needs.
  const secrets = await import('@pressrun/vault/secret-text')
  const value = secrets[make]()
  await writeSecretFile(file, value)
  return { value, madeNow: true }
}
