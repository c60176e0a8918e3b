import { isAbsolute, relative, resolve, sep } from 'node:path'
import { locate } from '../../feed/directory.ts'

export interface FolderLimits {
  /** Absolute. */
  dataDir: string
  /** Absolute: directories outside the data dir that the operator lets be read. */
  sourceDirs: readonly string[]
}

export interface Folder {
  path: string
  /** What it must not lead out of, whatever links there are. */
  root: string
}

/** Where a folder is, judged by its name alone; undefined when it is nowhere that may be read. */
export function locateFolder(
  location: string,
  { dataDir, sourceDirs }: FolderLimits,
): Folder | undefined {
  const inDataDir = locate(dataDir, location)
  if (inDataDir !== undefined) return { path: inDataDir, root: resolve(dataDir) }
  if (!isAbsolute(location)) return undefined
  const path = resolve(location)
  const root = sourceDirs.map((dir) => resolve(dir)).find((dir) => isWithin(path, dir))
  return root === undefined ? undefined : { path, root }
}

/** The directory itself, or something in it. */
export function isWithin(path: string, root: string): boolean {
  const way = relative(root, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
