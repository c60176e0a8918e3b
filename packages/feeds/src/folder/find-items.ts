import { join } from 'node:path'
import { identityOf, type Found } from '../item.ts'
import type { Listing } from './list-files.ts'
import { stampOf } from './read-file.ts'
import type { FolderClock, FolderRequest } from './folder-request.ts'
import { beingWritten, readItem } from './read-item.ts'

/** A file is read once it has been left alone this long; until then it may still be being written. */
const settledMs = 2_000

/** The items of a folder. Files that were written just now come last, after a wait. */
export async function* findItems(
  folder: string,
  { files, refused }: Listing,
  { known, signal }: Pick<FolderRequest, 'known' | 'signal'>,
  { now, wait }: FolderClock,
): AsyncGenerator<Found> {
  yield* refused
  const fresh: { name: string; stamp: string }[] = []
  for (const name of files.toSorted()) {
    if (signal.aborted) {
      yield unfinished
      return
    }
    const at = await stampOf(join(folder, name))
    const identity = identityOf(name)
    if (!at) continue
    if (known.get(identity) === at.stamp) yield { kind: 'unchanged', identity }
    else if (now().getTime() - at.modifiedMs < settledMs) fresh.push({ name, stamp: at.stamp })
    else yield* readItem(folder, name)
  }
  if (fresh.length === 0) return
  await wait(settledMs, signal)
  for (const { name, stamp } of fresh) {
    if (signal.aborted) {
      yield unfinished
      return
    }
    const at = await stampOf(join(folder, name))
    if (at?.stamp === stamp) yield* readItem(folder, name)
    else if (at) yield beingWritten(name)
  }
}

const unfinished: Found = { kind: 'unfinished' }
