import type { FolderPlace } from './find-folder.ts'

export type FolderRequest = FolderPlace & {
  /** The stamps of files that were read before, by identity. */
  readonly known: ReadonlyMap<string, string>
  readonly signal: AbortSignal
}

export type FolderClock = {
  readonly now: () => Date
  /** Resolves after that many milliseconds, or as soon as the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}
