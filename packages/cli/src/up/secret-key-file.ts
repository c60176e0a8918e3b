import { randomBytes } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The key that was made at the first start; several, with commas, while one replaces another. */
export const secretKeyFile = (dataDir: string): string => join(dataDir, 'secret-key')

export function makeSecretKey(): string {
  return randomBytes(32).toString('base64url')
}

/** Undefined when there is none. */
export async function readSecretKeys(dataDir: string): Promise<string | undefined> {
  const text = await readFile(secretKeyFile(dataDir), 'utf8').catch(() => '')
  return text.trim() || undefined
}

/** Where keys lie that no account needs any more, but a backup may. */
export const retiredKeyFile = (dataDir: string, keyId: string): string =>
  join(dataDir, `secret-key-retired-${keyId}`)

/**
 * On disk when it returns, and never half: what a key sealed is lost with it, so no credentials may
 * be sealed with one that a power cut could take away.
 */
export async function writeKeys(file: string, text: string): Promise<void> {
  await using written = await open(`${file}.new`, 'w', 0o600)
  // One that a crash left behind keeps its mode.
  await written.chmod(0o600)
  await written.writeFile(`${text}\n`)
  await written.sync()
  await rename(`${file}.new`, file)
  await using directory = await open(dirname(file))
  await directory.sync()
}
