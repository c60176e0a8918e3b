import { mkdir, realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'

/** Where a feed's files lie. */
export interface FeedDirectory {
  pages: string
  /** One Atom entry per task, from which `feed.xml` can always be rebuilt. */
  entries: string
}

export class DirectoryOutsideDataDir extends Error {
  readonly code = 'directory-outside-data-dir'
}

/** What the data directory holds of Pressrun's own: a feed in there could stop the database. */
const reserved =
  /^(postgres|nats|logs|toolchain|admin-key|secret-key|demo-done|instance\.json|supervisor\.json)$/i

/**
 * The absolute path of a feed's directory, judged by its name alone; undefined when it leaves the data
 * dir, or leads to what Pressrun itself keeps there.
 */
export function locate(dataDir: string, directory: string): string | undefined {
  const root = resolve(dataDir)
  const path = resolve(root, directory)
  if (!isInside(path, root)) return undefined
  const [first = ''] = relative(root, path).split(sep)
  return reserved.test(first) ? undefined : path
}

/** Where the feed's files are or would be; follows symbolic links, and refuses those that lead out. */
export async function findDirectory(dataDir: string, directory: string): Promise<FeedDirectory> {
  const pages = locate(dataDir, directory)
  if (pages === undefined) refuse(directory)
  if (!isInside(await nearestExisting(pages), await realpath(dataDir), 'or-same')) refuse(directory)
  return { pages, entries: join(pages, '.entries') }
}

/** Makes the directory ready for writing. */
export async function openDirectory(dataDir: string, directory: string): Promise<FeedDirectory> {
  const found = await findDirectory(dataDir, directory)
  await mkdir(found.entries, { recursive: true })
  // Looked at again now that all of it exists: any part of the path may be a link.
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

function isInside(path: string, root: string, same?: 'or-same'): boolean {
  const way = relative(root, path)
  if (way === '') return same !== undefined
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
