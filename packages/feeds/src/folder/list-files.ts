import { join, relative, sep } from 'node:path'
import { identityOf, SourceUnreadable, type Found } from '../item.ts'
import { shortened } from '../shortened.ts'
import { entriesOf, type Entry } from './entries-of.ts'
import { nameOf, showName } from './file-name.ts'
import { judgeLink } from './judge-link.ts'

const filesMax = 10_000
/** Entries of any kind: a folder that holds more is not a folder of articles. */
const entriesMax = 50_000
const foldersDeepMax = 16

export type Listing = {
  /** Paths below the folder, with slashes. */
  readonly files: string[]
  readonly refused: Extract<Found, { kind: 'refused' }>[]
}

type Place = { folder: string; path: string; depth: number }

/**
 * The Markdown files in a folder and its subfolders, except those whose names begin with a dot. Symbolic links are not
 * followed: a link that leads out of the folder or is broken is reported, and the target of any other is found anyway.
 * An entry that looks like an article, or may hold one, and cannot be read is reported too.
 */
export async function listFiles(folder: string, readEntries = entriesOf): Promise<Listing> {
  const listing: Listing = { files: [], refused: [] }
  const places: Place[] = [{ folder, path: folder, depth: 0 }]
  let seen = 0
  for (let place = places.pop(); place; place = places.pop()) {
    const entries = await readEntries(place.path, place.depth === 0)
    if ('code' in entries) {
      const what = `A subfolder cannot be read (${entries.code})`
      listing.refused.push(refusedAs('folder-unreadable', what, nameIn(folder, place.path)))
      continue
    }
    for (const entry of entries) {
      if (++seen > entriesMax) throw tooLarge(`${entriesMax} entries`)
      if (listing.files.length > filesMax) throw tooLarge(`${filesMax} Markdown files`)
      const inside = await judge(entry, place, listing)
      if (inside) places.push(inside)
    }
  }
  return listing
}

/** Adds one entry to the listing; returns a subfolder that is still to be read. */
async function judge(
  entry: Entry,
  { folder, path: parent, depth }: Place,
  { files, refused }: Listing,
): Promise<Place | undefined> {
  const mayBeArticle = isArticleName(entry.name)
  if (isHidden(entry.name) || !(mayBeArticle || entry.isDirectory() || entry.isSymbolicLink()))
    return undefined
  const nameHere = nameOf(entry.name)
  if (nameHere === undefined) {
    if (mayBeArticle || entry.isDirectory()) refused.push(nameless(nameIn(folder, parent), entry))
    return undefined
  }
  const path = join(parent, nameHere)
  const name = nameIn(folder, path)
  if (entry.isSymbolicLink()) {
    const problem = await judgeLink(path, folder)
    if (problem) refused.push(refusedAs(problem.code, problem.message, name))
  } else if (entry.isDirectory()) {
    if (depth < foldersDeepMax) return { folder, path, depth: depth + 1 }
    refused.push(refusedAs('folder-too-deep', tooDeep, name))
  } else if (entry.isFile()) files.push(name)
  else refused.push(refusedAs('file-not-regular', 'This is not a regular file', name))
  return undefined
}

/** Works on any bytes: the ending is encoded alike in every encoding that names are written in. */
const isArticleName = (name: Buffer): boolean => /\.(md|markdown)$/i.test(name.toString('latin1'))

const isHidden = (name: Buffer): boolean => name.toString('latin1').startsWith('.')

const nameIn = (folder: string, path: string): string => relative(folder, path).split(sep).join('/')

const tooDeep = `A folder is nested more than ${foldersDeepMax} levels deep and was not read`

const refusedAs = (code: string, what: string, name: string): Listing['refused'][number] => ({
  kind: 'refused',
  identity: identityOf(name),
  problem: { code, message: `${what}: ${shortened(name, 200)}` },
})

/** The displayed name may be that of several files: it is no identity. */
const nameless = (parent: string, { name }: Entry): Listing['refused'][number] => {
  const shown = shortened([parent, showName(name)].filter(Boolean).join('/'), 200)
  const message = `A name is not one line of UTF-8 text: ${shown}`
  return { kind: 'refused', problem: { code: 'file-name-invalid', message } }
}

const tooLarge = (limit: string) =>
  new SourceUnreadable('folder-too-large', `The folder has more than ${limit}.`)
