import { realpath } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { SourceUnreadable, type Reading, type Trouble } from '../item.ts'
import { shortened } from '../shortened.ts'
import { findItems } from './find-items.ts'
import { listFiles } from './list-files.ts'
import { isWithin, locateFolder, type FolderLimits } from './locate-folder.ts'

export interface FolderRequest {
  location: string
  limits: FolderLimits
  /** The stamps of files that were read before, by identity. */
  known: ReadonlyMap<string, string>
  signal: AbortSignal
}

export interface FolderClock {
  now: () => Date
  /** Resolves after that many milliseconds, or as soon as the signal is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Reads the Markdown files of a folder that are new or have changed. */
export async function readFolder(request: FolderRequest, clock: FolderClock): Promise<Reading> {
  try {
    const folder = await findFolder(request)
    const listing = await listFiles(folder)
    return { outcome: 'read', found: findItems(folder, listing, request, clock) }
  } catch (error) {
    if (error instanceof SourceUnreadable) return { outcome: 'failed', trouble: error.trouble }
    return { outcome: 'failed', trouble: troubleOf(error, request.location) }
  }
}

async function findFolder({ location, limits }: FolderRequest): Promise<string> {
  const folder = locateFolder(location, limits)
  if (!folder) throw leadsOut()
  const [path, root] = await Promise.all([realpath(folder.path), realpath(folder.root)])
  if (!isWithin(path, root)) throw leadsOut()
  return join(path)
}

const leadsOut = () =>
  new SourceUnreadable(
    'directory-outside-data-dir',
    'The folder is outside the directories that may be read.',
  )

function troubleOf(error: unknown, location: string): Trouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') return { code: 'folder-not-found', message: missing(location) }
  if (code === 'ENOTDIR') return { code: 'not-a-folder', message: 'The location is not a folder.' }
  if (code === '') throw error
  return { code: 'folder-unreadable', message: `The folder cannot be read (${code}).` }
}

/** Says where it was looked for, but not where on this machine that is. */
const missing = (location: string): string =>
  isAbsolute(location)
    ? 'The folder does not exist.'
    : `There is no folder "${shortened(location, 200)}" in the data directory.`
