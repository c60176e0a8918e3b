import { identifyFound } from '../identity/identify-found.ts'
import { SourceUnreadable, type Found, type Reading } from '../item.ts'
import { findFolder, problemOf } from './find-folder.ts'
import { findItems } from './find-items.ts'
import { listFiles } from './list-files.ts'
import type { FolderClock, FolderRequest } from './folder-request.ts'

/** Reads the Markdown files of a folder that are new or have changed. */
export async function readFolder(request: FolderRequest, clock: FolderClock): Promise<Reading> {
  try {
    const folder = await findFolder(request)
    const listing = await listFiles(folder)
    return {
      outcome: 'read',
      found: identified(findItems(folder, listing, request, clock), request.location),
    }
  } catch (error) {
    if (error instanceof SourceUnreadable) return { outcome: 'failed', problem: error.problem }
    return { outcome: 'failed', problem: problemOf(error, request.location) }
  }
}

/** A folder is read file by file, and no file knows of the others. */
async function* identified(found: AsyncIterable<Found>, location: string): AsyncGenerator<Found> {
  for await (const one of found) yield* identifyFound([one], `folder:${location}`)
}
