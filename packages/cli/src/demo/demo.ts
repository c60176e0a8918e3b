import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createApiClient, type ApiClient } from '../api/api-client.ts'
import { describeCounts, tasksDone, tasksOf, taskTotal, type Page, type Run } from '../api/run.ts'
import { watchRun } from '../api/watch-run.ts'
import { readContent } from '../commands/publish/content-file.ts'
import { demoDoneFile, type DemoInstance } from './demo-instance.ts'

const patienceMs = 20_000

type Account = { id: string; name: string }

const feeds = [
  { name: 'sample-news', title: 'News' },
  { name: 'sample-blog', title: 'Blog' },
  { name: 'sample-changelog', title: 'Changelog' },
]

/** Publishes the sample article to three sample feeds, once in the life of a data directory. */
export async function runDemo(
  instance: DemoInstance,
  print: (line: string) => void,
): Promise<void> {
  const done = join(instance.dataDir, demoDoneFile)
  if (existsSync(done)) return
  try {
    await publishSample(instance, print)
    writeFileSync(done, `${new Date().toISOString()}\n`)
  } catch (error) {
    // The run goes on by itself; only the start-up must not wait for it for ever.
    if ((error as Error).name === 'AbortError' || (error as Error).name === 'TimeoutError') {
      print('  the sample takes its time: see "npx pressrun doctor", and the logs')
      return
    }
    print(`  the sample could not be published: ${(error as Error).message}`)
  }
}

async function publishSample(
  { url, adminKey, dataDir }: DemoInstance,
  print: (line: string) => void,
): Promise<void> {
  const api = createApiClient({ url, key: adminKey })
  const { items } = await api.get<Page<Account>>('/accounts?limit=1')
  // A database of the user's own: the sample has no business in it.
  if (items.length > 0) return
  const accountIds = await Promise.all(feeds.map((feed) => createFeed(api, feed)))
  const { content } = await readContent(join(import.meta.dirname, 'sample-article.md'))
  const { id } = await api.post<Run>('/publish', { content, accountIds })
  print(`  sample   publishing "${content.title}" to ${feeds.map(({ name }) => name).join(', ')}`)
  let shown = ''
  const run = await watchRun(
    api,
    id,
    (now) => {
      const line = `           ${tasksDone(now)}/${taskTotal(now)}  ${describeCounts(now)}`
      if (line !== shown) print(line)
      shown = line
    },
    AbortSignal.timeout(patienceMs),
  )
  for (const task of await tasksOf(api, run, feeds.length))
    print(`           ${task.url ?? task.status}`)
  print(`           the pages lie in ${join(dataDir, 'feeds')}`)
}

async function createFeed(
  api: ApiClient,
  { name, title }: (typeof feeds)[number],
): Promise<string> {
  const account = await api.post<Account>('/accounts', {
    platform: 'feed',
    name,
    settings: { directory: `feeds/${name}`, title, siteUrl: `https://${name}.example` },
    credentials: {},
  })
  return account.id
}
