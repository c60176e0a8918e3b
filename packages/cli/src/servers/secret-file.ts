import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { areSecretKeys, secretLengthMin } from '@pressrun/vault/secret-length'
import { configurationError } from '../operator-error.ts'

/**
 * The secret in a file, or several with commas; undefined when there is no file. One that is empty, short or
 * unreadable is refused: making another in its place would lose what the first one opens. `advice` says what to do
 * then.
 */
export async function readSecretFile(file: string, advice: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    const mayNot = cause.code === 'EACCES' || cause.code === 'EPERM'
    const todo = mayNot ? 'give yourself the right to read it, or start as its owner' : advice
    throw configurationError(`${file} cannot be read (${cause.code}): ${todo}`, { cause })
  })
  const secret = text?.trim()
  if (secret === undefined || areSecretKeys(secret)) return secret
  const what = secret === '' ? 'is empty' : `holds fewer than ${secretLengthMin} characters`
  throw configurationError(`${file} ${what}: ${advice}`)
}

/**
 * On disk when it returns, and never half: what a key sealed is lost with it, so nothing may be sealed with one that a
 * power failure could take away.
 */
export async function writeSecretFile(file: string, text: string): Promise<void> {
  await using written = await open(`${file}.new`, 'w', 0o600)
  // A file left by a crash would keep its mode.
  await written.chmod(0o600)
  await written.writeFile(`${text}\n`)
  await written.sync()
  await rename(`${file}.new`, file)
  await using directory = await open(dirname(file))
  await directory.sync()
}
