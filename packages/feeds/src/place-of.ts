import type { Installation, SourceType } from './check-location.ts'
import { locateFolder } from './folder/locate-folder.ts'

/** One name for the place of a source, for every spelling of its location. */
export function placeOf(
  type: SourceType,
  location: string,
  { dataDir, sourceDirs = [] }: Pick<Installation, 'dataDir' | 'sourceDirs'>,
): string {
  if (type === 'folder') return locateFolder(location, { dataDir, sourceDirs })?.path ?? location
  const url = new URL(location)
  url.hash = ''
  return url.href
}
