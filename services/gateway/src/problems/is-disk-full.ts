import { statfsSync } from 'node:fs'
import { join } from 'node:path'
import { isOutOfFiles } from '@pressrun/runtime/out-of-files'

/** Postgres needs two segments of its log to come back. */
const freeMinBytes = 40 * 1024 ** 2

/**
 * Whether the disk is full on which the data directory has an embedded Postgres. One that is away because of
 * that cannot say so itself, and is started again when there is room. Of a Postgres elsewhere this disk says nothing.
 */
export function isDiskFull(dataDir: string): boolean {
  try {
    const { bavail, bsize, files, ffree } = statfsSync(join(dataDir, 'postgres'))
    return bavail * bsize < freeMinBytes || isOutOfFiles({ files, ffree })
  } catch {
    return false
  }
}
