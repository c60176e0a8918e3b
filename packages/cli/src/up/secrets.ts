import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeSecretKey, secretKeyFile } from './secret-key-file.ts'

export type KeptSecret = { value: string; madeNow: boolean }

/** What encrypts the accounts' credentials. Whoever loses this file has to connect them anew. */
export function keepSecretKey(dataDir: string, given: string | undefined): Promise<KeptSecret> {
  return keep(secretKeyFile(dataDir), given, makeSecretKey)
}

/** The key of the user `admin`. */
export function keepAdminKey(dataDir: string, given: string | undefined): Promise<KeptSecret> {
  return keep(
    join(dataDir, 'admin-key'),
    given,
    () => `prk_${randomBytes(32).toString('base64url')}`,
  )
}

// One that is given from outside is the operator's to keep, so it is not written down.
async function keep(
  file: string,
  given: string | undefined,
  make: () => string,
): Promise<KeptSecret> {
  if (given !== undefined) return { value: given, madeNow: false }
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim()
  if (kept !== '') return { value: kept, madeNow: false }
  const value = make()
  await writeFile(file, `${value}\n`, { mode: 0o600 })
  return { value, madeNow: true }
}
