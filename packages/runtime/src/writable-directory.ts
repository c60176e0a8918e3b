import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from './health.ts'

/**
 * Returns a check that makes a file in the directory, and removes it. It rejects with the reason when that cannot be
 * done: the disk is full, or has room but no place for another file, or cannot be written. A directory that has never
 * been there is nobody's concern.
 */
export function writableDirectory(directory: string): Check {
  const probe = join(directory, `.probe-${process.pid}`)
  let wasThere = false
  return async () => {
    wasThere ||= await exists(directory)
    if (!wasThere) return
    try {
      await writeFile(probe, '.')
      // Another container on the same directory may have a process of this number.
      await rm(probe, { force: true })
    } catch (cause) {
      await rm(probe, { force: true }).catch(() => {})
      throw new Error(`nothing can be written in ${directory}: ${(cause as Error).message}`, {
        cause,
      })
    }
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
