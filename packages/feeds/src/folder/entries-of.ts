import { readdir } from 'node:fs/promises'
import type { Dirent } from 'node:fs'

export type Entry = Dirent<Buffer<ArrayBuffer>>

/** A subfolder that cannot be read, and why. */
export type Unreadable = { code: string }

/**
 * The entries of a folder. The folder that a source names must be readable. Of those below it, one that has just been
 * removed or replaced is empty, and one that cannot be read is reported.
 */
export async function entriesOf(path: string, isRoot: boolean): Promise<Entry[] | Unreadable> {
  try {
    // Names are bytes: as text, one that is not UTF-8 would name no file.
    return await readdir(path, { withFileTypes: true, encoding: 'buffer' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (isRoot || code === '') throw error
    return code === 'ENOENT' || code === 'ENOTDIR' ? [] : { code }
  }
}
