import { constants } from 'node:fs'
import { lstat, open, realpath, stat, type FileHandle } from 'node:fs/promises'

const fileBytesMax = 4_000_000

export type FileRead =
  | { outcome: 'read'; bytes: Uint8Array; stamp: string; modifiedAt: Date }
  | { outcome: 'gone' | 'too-large' | 'unreadable' | 'being-written' }

/** A stamp that changes whenever a file is written; undefined when the file is gone. */
export async function stampOf(
  path: string,
): Promise<{ stamp: string; modifiedMs: number } | undefined> {
  const found = await stat(path).catch(() => undefined)
  return found && { stamp: stampFrom(found), modifiedMs: found.mtimeMs }
}

const stampFrom = ({ size, mtimeMs }: { size: number; mtimeMs: number }): string =>
  `${size}:${mtimeMs}`

/** Reads a file, which must not change while it is read. */
export async function readFile(path: string): Promise<FileRead> {
  let file: FileHandle | undefined
  try {
    // Opening a pipe would wake its writer and then break the pipe.
    if (!(await lstat(path)).isFile()) return { outcome: 'unreadable' }
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    // A parent folder may have become a link since it was listed.
    if ((await realpath(path)) !== path) return { outcome: 'unreadable' }
    return await readWhole(file)
  } catch (error) {
    return { outcome: codeOf(error) === 'ENOENT' ? 'gone' : 'unreadable' }
  } finally {
    await file?.close()
  }
}

async function readWhole(file: FileHandle): Promise<FileRead> {
  const before = await file.stat()
  if (!before.isFile()) return { outcome: 'unreadable' }
  if (before.size > fileBytesMax) return { outcome: 'too-large' }
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(before.size + 1) })
  const stamp = stampFrom(await file.stat())
  if (bytesRead !== before.size || stamp !== stampFrom(before)) return { outcome: 'being-written' }
  return { outcome: 'read', bytes: buffer.subarray(0, bytesRead), stamp, modifiedAt: before.mtime }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined
