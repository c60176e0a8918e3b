import { readdir } from 'node:fs/promises'
import type { Dirent } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { SourceUnreadable, type Trouble } from '../item.ts'
import { shortened } from '../shortened.ts'
import { nameOf, showName } from './file-name.ts'
import { judgeLink } from './judge-link.ts'

const filesMax = 10_000
/** Entries of any kind: a folder that holds more is not a folder of articles. */
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
 * The Markdown files in a folder and its subfolders, except those whose names begin with a dot. Symbolic
 * links are not followed: a link that leads out of the folder or is broken is reported, and what any
 * other leads to is found anyway. Whatever looks like an article, or may hold one, and cannot be read is
 * reported too.
 */
export async function listFiles(folder: string): Promise<Listing> {
  const listing: Listing = { files: [], troubles: [] }
  const places: Place[] = [{ folder, path: folder, depth: 0 }]
  let seen = 0
  for (let place = places.pop(); place; place = places.pop()) {
    // Names are bytes: as text, one that is not UTF-8 would name no file.
    const entries = await readdir(place.path, { withFileTypes: true, encoding: 'buffer' })
    for (const entry of entries) {
      if (++seen > entriesMax) throw tooLarge(`${entriesMax} entries`)
      if (listing.files.length > filesMax) throw tooLarge(`${filesMax} Markdown files`)
      const inside = await judge(entry, place, listing)
      if (inside) places.push(inside)
    }
  }
  return listing
}

/** Adds one entry to the listing; answers a subfolder that is still to be read. */
async function judge(
  entry: Entry,
  { folder, path: parent, depth }: Place,
  listing: Listing,
): Promise<Place | undefined> {
  const mayBeArticle = isArticleName(entry.name)
  if (isHidden(entry.name) || !(mayBeArticle || entry.isDirectory() || entry.isSymbolicLink()))
    return undefined
  const name = nameOf(entry.name)
  const report = (code: string, what: string) =>
    listing.troubles.push({ code, message: `${what}: ${shown(folder, parent, entry.name)}` })
  if (name === undefined) {
    if (mayBeArticle || entry.isDirectory())
      report('file-name-invalid', 'A name is not one line of UTF-8 text')
    return undefined
  }
  const path = join(parent, name)
  if (entry.isSymbolicLink()) {
    const trouble = await judgeLink(path, folder)
    if (trouble) report(trouble.code, trouble.message)
  } else if (entry.isDirectory()) {
    if (depth < foldersDeepMax) return { folder, path, depth: depth + 1 }
    report(
      'folder-too-deep',
      `A folder is nested more than ${foldersDeepMax} levels deep and was not read`,
    )
  } else if (entry.isFile()) listing.files.push(nameIn(folder, path))
  else report('file-not-regular', 'A file is not a regular file')
  return undefined
}

/** Works on any bytes: the ending is encoded alike in every encoding that names are written in. */
const isArticleName = (name: Buffer): boolean => /\.(md|markdown)$/i.test(name.toString('latin1'))

const isHidden = (name: Buffer): boolean => name.toString('latin1').startsWith('.')

const nameIn = (folder: string, path: string): string => relative(folder, path).split(sep).join('/')

const shown = (folder: string, parent: string, name: Buffer): string =>
  shortened([nameIn(folder, parent), showName(name)].filter(Boolean).join('/'), 200)

const tooLarge = (limit: string) =>
  new SourceUnreadable('folder-too-large', `The folder has more than ${limit}.`)
