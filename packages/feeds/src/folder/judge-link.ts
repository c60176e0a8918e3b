import { realpath } from 'node:fs/promises'
import type { Problem } from '../item.ts'
import { isWithin } from '@pressrun/runtime/data-directory'

/**
 * Returns what is wrong with a symbolic link in a folder; undefined when it leads to something in the folder, which is
 * found there anyway. `folder` is a real path.
 */
export async function judgeLink(path: string, folder: string): Promise<Problem | undefined> {
  try {
    if (isWithin(await realpath(path), folder)) return undefined
    return { code: 'link-leads-out', message: 'A symbolic link leads out of the folder' }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === '') throw error
    const message =
      code === 'ENOENT'
        ? 'The target of a symbolic link does not exist'
        : `A symbolic link cannot be followed (${code})`
    return { code: 'link-broken', message }
  }
}
