import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Readers see the old file or the whole new one, also after a power failure: the bytes are on disk before the name
 * points to them, and the name is on disk before this returns. A file with the same content is left alone.
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  if ((await readOptional(path)) === text) return
  const directory = dirname(path)
  const temporary = join(directory, `.${randomUUID()}.tmp`)
  try {
    await writeDurably(temporary, text)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncDirectory(directory)
}

async function readOptional(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o644)
  await file.writeFile(text)
  await file.datasync()
}

async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path, 'r')
  await directory.sync()
}
