import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import { isOutOfFiles } from '@pressrun/runtime/out-of-files'

/** Postgres needs two segments of its log to restart. */
const freeMinBytes = 40 * 1024 ** 2

/**
 * Whether the disk with the data directory of an embedded Postgres is full. A Postgres that is away because of that
 * cannot report it, and is restarted when there is space. For a Postgres elsewhere this disk means nothing.
 */
export function isDiskFull(dataDir: string): boolean {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(join(dataDir, 'postgres'))
    return bavail * bsize < freeMinBytes || isOutOfFiles({ files, ffree })
  } catch {
    return false
  }
}
