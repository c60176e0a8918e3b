import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { identityOf, sha256, SourceUnreadable, type Found } from '../item.ts'
import { shortened } from '../shortened.ts'
import type { Listing } from './list-files.ts'
import { parseDocument } from './parse-document.ts'
import { readFile, stampOf } from './read-file.ts'
import type { FolderRequest } from './read-folder.ts'

/** A file must have been left alone for so long: until then somebody may be writing to it. */
const settledMs = 2_000

/** What a folder holds; the files that have just been written come last, after a while. */
export async function* findItems(
  folder: string,
  { files, troubles }: Listing,
  { known, signal }: Pick<FolderRequest, 'known' | 'signal'>,
): AsyncGenerator<Found> {
  for (const trouble of troubles) yield { kind: 'refused', trouble }
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
    else if (at.ageMs < settledMs) fresh.push({ name, stamp: at.stamp })
    else yield* itemOf(folder, name)
  }
  if (fresh.length === 0) return
  await wait(settledMs, undefined, { signal }).catch(() => {})
  for (const { name, stamp } of fresh) {
    if (signal.aborted) {
      yield unfinished
      return
    }
    const at = await stampOf(join(folder, name))
    if (at?.stamp === stamp) yield* itemOf(folder, name)
    else if (at) yield beingWritten(name)
  }
}

async function* itemOf(folder: string, name: string): AsyncGenerator<Found> {
  const file = await readFile(join(folder, name))
  switch (file.outcome) {
    case 'gone':
      return
    case 'being-written':
      yield beingWritten(name)
      return
    case 'too-large':
      yield refused('item-too-large', 'A file is too large', name)
      return
    case 'unreadable':
      yield refused('file-unreadable', 'A file cannot be read', name)
      return
    default: {
      const found = documentOf(file.bytes, name)
      if (!found) return
      if ('kind' in found) yield found
      else {
        const { stamp, modifiedAt, bytes } = file
        const hash = sha256(bytes)
        const updatedAt = modifiedAt.toISOString()
        yield {
          kind: 'item',
          item: { ...found, identity: identityOf(name), hash, stamp, updatedAt },
        }
      }
    }
  }
}

function documentOf(bytes: Uint8Array, name: string) {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return parseDocument(text, name)
  } catch (error) {
    if (error instanceof SourceUnreadable) return refused(error.code, error.message, name)
    return refused('file-not-text', 'A file is not UTF-8 text', name)
  }
}

const beingWritten = (name: string): Found => ({
  ...refused('file-being-written', 'A file is being written, and read when that is over', name),
  soon: true,
})

const unfinished: Found = { kind: 'unfinished' }

const refused = (code: string, what: string, name: string) => ({
  kind: 'refused' as const,
  identity: identityOf(name),
  trouble: { code, message: `${what}: ${shortened(name, 200)}` },
})
