import { rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from './health.ts'

/**
 * Returns a check that makes a file in the directory, and removes it. It rejects with the reason when that fails: the
 * disk is full, or has space but no inode left, or is not writable. A directory that never existed is not checked.
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
