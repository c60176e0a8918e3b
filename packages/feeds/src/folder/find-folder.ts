import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { SourceUnreadable, type Problem } from '../item.ts'
import { shortened } from '../shortened.ts'
import { isWithin } from '@pressrun/runtime/data-directory'
import { locateFolder, type FolderLimits } from './locate-folder.ts'

export type FolderPlace = {
  readonly location: string
  readonly limits: FolderLimits
}

/** The folder with its links resolved. Throws when it does not exist or leads out of where it may be. */
export async function findFolder({ location, limits }: FolderPlace): Promise<string> {
  const folder = locateFolder(location, limits)
  if (!folder) throw leadsOut()
  const [path, root] = await Promise.all([realpath(folder.path), realpath(folder.root)])
  if (!isWithin(path, root)) throw leadsOut()
  return path
}

/** Why a folder cannot be read on this machine, found before its files are read. */
export async function folderProblem(place: FolderPlace): Promise<Problem | undefined> {
  try {
    const path = await findFolder(place)
    if (!(await stat(path)).isDirectory()) return notFolder
    await access(path, constants.R_OK | constants.X_OK)
    return undefined
  } catch (error) {
    return error instanceof SourceUnreadable ? error.problem : problemOf(error, place.location)
  }
}

/** The meaning of a file-system error for the person who set up the source. */
export function problemOf(error: unknown, location: string): Problem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') return { code: 'folder-not-found', message: missing(location) }
  if (code === 'ENOTDIR') return notFolder
  if (code === '') throw error
  return { code: 'folder-unreadable', message: `The folder cannot be read (${code}).` }
}

const notFolder: Problem = { code: 'not-a-folder', message: 'The location is not a folder.' }

const leadsOut = () =>
  new SourceUnreadable(
    'directory-outside-data-dir',
    'The folder is outside the directories that may be read.',
  )

/** Names the folder as in the settings, without its place on this machine. */
const missing = (location: string): string =>
  isAbsolute(location)
    ? 'The folder does not exist.'
    : `There is no folder "${shortened(location, 200)}" in the data directory.`
