import { SourceUnreadable, type Reading } from '../item.ts'
import { findFolder, troubleOf, type FolderPlace } from './find-folder.ts'
import { findItems } from './find-items.ts'
import { listFiles } from './list-files.ts'

export interface FolderRequest extends FolderPlace {
  /** The stamps of files that were read before, by identity. */
  known: ReadonlyMap<string, string>
  signal: AbortSignal
}

export interface FolderClock {
  now: () => Date
  /** Resolves after that many milliseconds, or as soon as the signal is aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Reads the Markdown files of a folder that are new or have changed. */
export async function readFolder(request: FolderRequest, clock: FolderClock): Promise<Reading> {
  try {
    const folder = await findFolder(request)
    const listing = await listFiles(folder)
    return { outcome: 'read', found: findItems(folder, listing, request, clock) }
  } catch (error) {
    if (error instanceof SourceUnreadable) return { outcome: 'failed', trouble: error.trouble }
    return { outcome: 'failed', trouble: troubleOf(error, request.location) }
  }
}
