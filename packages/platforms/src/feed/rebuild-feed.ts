import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FeedDirectory } from './directory.ts'
import { renderFeed, type FeedHead } from './render-atom.ts'
import { writeAtomically } from './write-atomically.ts'

export const feedEntriesMax = 100

const entryPattern = /^(\d{8}T\d{9}Z)-.+\.xml$/

/** The name of an entry's file begins with its time, so names alone show the newest. */
export function entryFile(at: Date, name: string): string {
  return `${at.toISOString().replace(/[-:.]/g, '')}-${name}.xml`
}

/**
 * Writes `feed.xml` from the newest entries. Another process may add an entry meanwhile and be overwritten by us: so
 * we read again after writing, and the last writer has seen all entries.
 */
export async function rebuildFeed(
  directory: FeedDirectory,
  head: Omit<FeedHead, 'at'>,
  write = writeAtomically,
): Promise<void> {
  let names = await newest(directory)
  for (;;) {
    const entries = await Promise.all(
      names.map((name) => readFile(join(directory.entries, name), 'utf8')),
    )
    const at = timeOf(names[0])
    await write(join(directory.pages, 'feed.xml'), renderFeed({ ...head, at }, entries))
    const now = await newest(directory)
    if (now.join() === names.join()) return
    names = now
  }
}

async function newest({ entries }: FeedDirectory): Promise<string[]> {
  const names = (await readdir(entries)).filter((name) => entryPattern.test(name))
  return names.sort().toReversed().slice(0, feedEntriesMax)
}

function timeOf(name: string | undefined): Date {
  const time = name?.replace(/^(....)(..)(..)T(..)(..)(..)(...)Z.*$/, '$1-$2-$3T$4:$5:$6.$7Z')
  return new Date(time ?? 0)
}
