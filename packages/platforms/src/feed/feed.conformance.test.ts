import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeConformance, render } from '../testing/index.ts'
import { createOutbound } from '@pressrun/outbound'
import { feed } from './connector.ts'
import { createCache } from '../cache.ts'

async function openTarget() {
  const dataDir = await mkdtemp(join(tmpdir(), 'pressrun-feed-'))
  const outbound = createOutbound({ privateTargets: [] })
  return {
    settings: { directory: 'sites/shore', title: 'Shore news' },
    credentials: {},
    tools: { outbound, dataDir, now: () => new Date(), cache: createCache(Date.now), render },
    posts: () => readTitles(join(dataDir, 'sites/shore')),
    async [Symbol.asyncDispose]() {
      await outbound[Symbol.asyncDispose]()
      await rm(dataDir, { recursive: true })
    },
  }
}

/** A post is visible when its page and its place in the feed both are; half a post is shown as such. */
async function readTitles(directory: string): Promise<string[]> {
  const files = await readdir(directory).catch((): string[] => [])
  const pages = files.filter((file) => file.endsWith('.html'))
  const atom = files.includes('feed.xml') ? await readFile(join(directory, 'feed.xml'), 'utf8') : ''
  const titles = [...atom.matchAll(/<entry>\n.*\n<title>(.*)<\/title>/g)].map(([, title]) => title)
  return titles.length === pages.length
    ? titles.map(String)
    : [`${pages.length} pages but ${titles.length} entries`]
}

describeConformance({ connector: feed, openTarget })
