import { mkdir, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isInside, isWithin, locateInDataDir } from '@pressrun/runtime/data-directory'

/** The locations of a feed's files. */
export type FeedDirectory = {
  readonly pages: string
  /** One Atom entry per task, from which `feed.xml` can always be rebuilt. */
  readonly entries: string
}

export class DirectoryOutsideDataDir extends Error {
  readonly code = 'directory-outside-data-dir'
}

/** Where the feed's files are or would be; follows symbolic links, and refuses those that lead out. */
export async function findDirectory(dataDir: string, directory: string): Promise<FeedDirectory> {
  const pages = locateInDataDir(dataDir, directory)
  if (pages === undefined) refuse(directory)
  if (!isWithin(await nearestExisting(pages), await realpath(dataDir))) refuse(directory)
  return { pages, entries: join(pages, '.entries') }
}

/** Makes the directory ready for writing. */
export async function openDirectory(dataDir: string, directory: string): Promise<FeedDirectory> {
  const found = await findDirectory(dataDir, directory)
  await mkdir(found.entries, { recursive: true })
  // Checked again now that all of it exists: any part of the path may be a link.
  if (!isInside(await realpath(found.entries), await realpath(dataDir))) refuse(directory)
  return found
}

function refuse(directory: string): never {
  throw new DirectoryOutsideDataDir(`${directory} leads out of the data directory`)
}

async function nearestExisting(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return nearestExisting(dirname(path))
  }
}
