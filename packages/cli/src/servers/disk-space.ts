import { statfs } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { isOutOfFiles } from '@pressrun/runtime/out-of-files'

const mebibyte = 1024 ** 2

/** For a first start: an empty database takes half of it. */
const freeToBeginBytes = 128 * mebibyte
/** For a later one: Postgres needs two segments of its log to come back. */
const freeToGoOnBytes = 40 * mebibyte

const askEveryMs = 500
const sayEveryMs = 10_000

export type DiskSpace = {
  readonly directory: string
  /** Whether there is data already. */
  readonly isFirstStart: boolean
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** How much may still be written below the directory: nothing where no file can be made. */
async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize, files, ffree } = await statfs(directory)
  return isOutOfFiles({ files, ffree }) ? 0 : bavail * bsize
}

/** Whether a server with its data there could go on. */
export const hasDiskSpace = async (directory: string): Promise<boolean> =>
  (await freeBytes(directory)) >= freeToGoOnBytes

/**
 * Waits until there is enough space to start, and reports it: a server that is started on a full disk fails, again and
 * again. Rejects with the signal.
 */
export async function waitForDiskSpace({
  directory,
  isFirstStart,
  say,
  signal,
}: DiskSpace): Promise<void> {
  const needed = isFirstStart ? freeToBeginBytes : freeToGoOnBytes
  let reportedAt = -Infinity
  for (;;) {
    signal.throwIfAborted()
    const free = await freeBytes(directory)
    if (free >= needed) return
    if (performance.now() - reportedAt >= sayEveryMs) {
      reportedAt = performance.now()
      say(
        `only ${Math.floor(free / mebibyte)} MB free for ${directory}: ` +
          `it goes on by itself when there are ${needed / mebibyte} MB; make room`,
      )
    }
    await pause(askEveryMs, undefined, { signal })
  }
}
