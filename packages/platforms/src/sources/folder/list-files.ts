import { readdir, realpath } from 'node:fs/promises'
import type { Dirent } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { SourceUnreadable, type Trouble } from '../item.ts'
import { shortened } from '../shortened.ts'
import { nameOf, showName } from './file-name.ts'
import { isWithin } from './locate-folder.ts'

const filesMax = 10_000
/** Whatever they are: a folder with more in it is no folder of articles. */
const entriesMax = 50_000
const foldersDeepMax = 16

export interface Listing {
  /** Paths below the folder, with slashes. */
  files: string[]
  troubles: Trouble[]
}

type Entry = Dirent<Buffer<ArrayBuffer>>
type Place = { folder: string; path: string; depth: number }

/**
 * The Markdown files in a folder and its folders; what begins with a dot is left out. Links are not
 * followed: those that lead out of the folder are told, the others lead to what is found anyway. What
 * looks like an article, or may hold one, and cannot be read is told.
 */
export async function listFiles(folder: string): Promise<Listing> {
  const listing: Listing = { files: [], troubles: [] }
  const places: Place[] = [{ folder, path: folder, depth: 0 }]
  let seen = 0
  for (let place = places.pop(); place; place = places.pop()) {
    // Names are bytes: as text, one that is not UTF-8 would name no file.
    const entries = await readdir(place.path, { withFileTypes: true, encoding: 'buffer' })
    for (const entry of entries) {
      if (++seen > entriesMax || listing.files.length > filesMax) throw tooLarge()
      const inside = await judge(entry, place, listing)
      if (inside) places.push(inside)
    }
  }
  return listing
}

/** Puts one entry where it belongs; answers the folder that is to be looked into. */
async function judge(
  entry: Entry,
  { folder, path: parent, depth }: Place,
  listing: Listing,
): Promise<Place | undefined> {
  const mayBeArticle = isArticleName(entry.name)
  if (isHidden(entry.name) || !(mayBeArticle || entry.isDirectory() || entry.isSymbolicLink()))
    return undefined
  const name = nameOf(entry.name)
  const tell = (code: string, what: string) =>
    listing.troubles.push({ code, message: `${what}: ${shown(folder, parent, entry.name)}` })
  if (name === undefined) {
    if (mayBeArticle || entry.isDirectory()) tell('file-name-invalid', 'A name is no line of UTF-8')
    return undefined
  }
  const path = join(parent, name)
  if (entry.isSymbolicLink()) {
    if (await leadsOut(path, folder)) tell('link-leads-out', 'A link leads out of the folder')
  } else if (entry.isDirectory()) {
    if (depth < foldersDeepMax) return { folder, path, depth: depth + 1 }
    tell('folder-too-deep', `A folder is more than ${foldersDeepMax} deep, and not read`)
  } else if (entry.isFile()) listing.files.push(nameIn(folder, path))
  else tell('file-not-regular', 'A file is none that holds text')
  return undefined
}

/** Of any bytes, for those that are the end of a name are the same in every encoding of names. */
const isArticleName = (name: Buffer): boolean => /\.(md|markdown)$/i.test(name.toString('latin1'))

const isHidden = (name: Buffer): boolean => name.toString('latin1').startsWith('.')

async function leadsOut(path: string, folder: string): Promise<boolean> {
  const target = await realpath(path).catch(() => undefined)
  return target !== undefined && !isWithin(target, folder)
}

const nameIn = (folder: string, path: string): string => relative(folder, path).split(sep).join('/')

const shown = (folder: string, parent: string, name: Buffer): string =>
  shortened([nameIn(folder, parent), showName(name)].filter(Boolean).join('/'), 200)

const tooLarge = () =>
  new SourceUnreadable('folder-too-large', `The folder has more than ${filesMax} files.`)
