import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cell } from './cell.ts'
import type { TestEnvironment } from './environment.ts'

/** The ids of all posts of this task that were ever visible. */
export async function visiblePosts(
  { way, account }: Cell,
  environment: TestEnvironment,
): Promise<string[]> {
  if (way.platform === 'feed') return feedPosts(join(environment.dataDir, 'feeds', account))
  return environment.fakes.ledger.of(way.platform, account).map(({ id }) => id)
}

async function feedPosts(directory: string): Promise<string[]> {
  const pages = (await readdir(directory)).filter((name) => name.endsWith('.html'))
  const feed = await readFile(join(directory, 'feed.xml'), 'utf8')
  assert.equal(feed.match(/<entry>/g)?.length, pages.length, 'a page for every entry')
  return pages
}
