import { readdir, realpath } from 'node:fs/promises'
import type { Dirent } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { SourceUnreadable, type Trouble } from '../item.ts'
import { shortened } from '../shortened.ts'
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

/**
 * The Markdown files in a folder and its folders; what begins with a dot is left out. Links are not
 * followed: those that lead out of the folder are told, the others lead to what is found anyway.
 */
export async function listFiles(folder: string): Promise<Listing> {
  const listing: Listing = { files: [], troubles: [] }
  const folders = [{ path: folder, depth: 0 }]
  let seen = 0
  for (let current = folders.pop(); current; current = folders.pop()) {
    for (const entry of await readdir(current.path, { withFileTypes: true })) {
      if (++seen > entriesMax || listing.files.length > filesMax) throw tooLarge()
      const path = join(current.path, entry.name)
      if (entry.isSymbolicLink()) await judgeLink(path, folder, listing)
      else if (isArticle(entry)) listing.files.push(nameIn(folder, path))
      else if (isFolder(entry) && current.depth < foldersDeepMax)
        folders.push({ path, depth: current.depth + 1 })
    }
  }
  return listing
}

const isArticle = (entry: Dirent): boolean =>
  entry.isFile() && /^[^.].*\.(md|markdown)$/i.test(entry.name)

const isFolder = (entry: Dirent): boolean => entry.isDirectory() && !entry.name.startsWith('.')

async function judgeLink(path: string, folder: string, { troubles }: Listing): Promise<void> {
  const target = await realpath(path).catch(() => undefined)
  if (target === undefined || isWithin(target, folder)) return
  const message = `A link leads out of the folder: ${shortened(nameIn(folder, path), 200)}`
  troubles.push({ code: 'link-leads-out', message })
}

const nameIn = (folder: string, path: string): string => relative(folder, path).split(sep).join('/')

const tooLarge = () =>
  new SourceUnreadable('folder-too-large', `The folder has more than ${filesMax} files.`)
