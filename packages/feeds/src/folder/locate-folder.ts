import { isAbsolute, resolve } from 'node:path'
import { isWithin, locateInDataDir } from '@pressrun/runtime/data-directory'

export type FolderLimits = {
  /** Absolute. */
  readonly dataDir: string
  /** Absolute: directories outside the data directory that the operator allows to be read. */
  readonly sourceDirs: readonly string[]
}

export type Folder = {
  readonly path: string
  /** The directory that the folder must stay inside, links included. */
  readonly root: string
}

/** The place of a folder, judged by its name alone; undefined when it may not be read. */
export function locateFolder(
  location: string,
  { dataDir, sourceDirs }: FolderLimits,
): Folder | undefined {
  const inDataDir = locateInDataDir(dataDir, location)
  if (inDataDir !== undefined) return { path: inDataDir, root: resolve(dataDir) }
  if (!isAbsolute(location)) return undefined
  const path = resolve(location)
  const root = sourceDirs.map((dir) => resolve(dir)).find((dir) => isWithin(path, dir))
  return root === undefined ? undefined : { path, root }
}
