import { statfsSync } from 'node:fs'

/** Postgres needs two segments of its log to come back. */
const roomMinBytes = 40 * 1024 ** 2

/**
 * Whether the disk of the directory is full. An embedded Postgres that is away because of that cannot say so
 * itself, and is started again when there is room.
 */
export function isDiskFull(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize < roomMinBytes
  } catch {
    return false
  }
}
