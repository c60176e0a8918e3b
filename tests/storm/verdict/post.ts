import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FakePlatforms } from '@pressrun/fake-platforms'
import { titleIn } from '../customers/publication-plan.ts'

/** A post that was visible, removed or not. */
export type Post = {
  readonly account: string
  /** Undefined when it names no run of the storm. */
  readonly title: string | undefined
  readonly id: string
}

/** All posts on all platforms, and all pages of feeds. */
export async function readPosts(fakes: FakePlatforms, dataDir: string): Promise<Post[]> {
  const onPlatforms = fakes.ledger.posts.map(({ account, id, title, text }) => ({
    account,
    title: titleIn(title ?? text),
    id,
  }))
  return [...onPlatforms, ...(await readPages(join(dataDir, 'feeds')))]
}

async function readPages(feeds: string): Promise<Post[]> {
  const accounts = await readdir(feeds).catch(() => [])
  const pages = await Promise.all(
    accounts.map(async (account) => {
      const files = await readdir(join(feeds, account))
      const names = files.filter((name) => name.endsWith('.html'))
      return Promise.all(names.map((name) => readPage(feeds, account, name)))
    }),
  )
  return pages.flat()
}

async function readPage(feeds: string, account: string, id: string): Promise<Post> {
  return { account, id, title: titleIn(await readFile(join(feeds, account, id), 'utf8')) }
}
