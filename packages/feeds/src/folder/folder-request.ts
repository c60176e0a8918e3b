import type { FolderPlace } from './find-folder.ts'

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
