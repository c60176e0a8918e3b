import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startFakePlatforms } from '@pressrun/fake-platforms'
import { pressrunClient } from '../pressrun/client.ts'
import { DIRECTLY, startStack } from '../pressrun/stack.ts'
import { watchBlocks, type LongestBlocks } from './blocks.ts'

const pollMs = 10
const patienceMs = 60_000

/** A whole Pressrun with accounts of all kinds at the fakes, and a folder with untrusted content. */
export type Newsroom = AsyncDisposable & {
  /** Publishes to one account of each platform; returns the status and the codes of refusals. */
  readonly atTheDoor: (title: string, body: string) => Promise<string>
  /** The result of a text that was not checked before it was due. */
  readonly fromTheFolder: (title: string, body: string) => Promise<string>
  /** A healthy post, until it is out. */
  readonly healthyPost: (title: string) => Promise<void>
  readonly longestSince: (instant: number) => LongestBlocks
}

const platforms = ['bluesky', 'ghost', 'mastodon', 'slack', 'wordpress'] as const

export async function openNewsroom(): Promise<Newsroom> {
  const stack = new AsyncDisposableStack()
  const directory = mkdtempSync(join(tmpdir(), 'pressrun-bench-content-'))
  stack.defer(() => rmSync(directory, { recursive: true, force: true }))
  const blocks = watchBlocks(join(directory, 'blocks'))
  const fakes = stack.use(await startFakePlatforms())
  const data = join(directory, 'pressrun')
  const pressrun = await startStack(DIRECTLY, data, blocks.environment)
  stack.defer(() => pressrun.stop())
  const client = pressrunClient(pressrun.url)
  stack.defer(() => client.close())

  const connect = (platform: string, name: string) =>
    client.connect({ platform, name, ...fakes.account(platform, name) })
  const accountIds = await Promise.all(platforms.map((platform) => connect(platform, platform)))
  const blogIds = [await connect('wordpress', 'blog'), await connect('ghost', 'journal')]
  const healthyId = await connect('wordpress', 'healthy')
  const inbox = join(data, 'inbox')
  mkdirSync(inbox, { recursive: true })
  const source = await client.ask<{ id: string }>('POST', '/content-sources', {
    type: 'folder',
    location: 'inbox',
    everyMinutes: 10_000,
    autoPublish: { accountIds: blogIds },
  })

  const completed = async (find: () => Promise<Run | undefined>): Promise<Run> => {
    const deadline = performance.now() + patienceMs
    while (performance.now() < deadline) {
      const run = await find()
      if (run?.status === 'completed') return run
      await pause(pollMs)
    }
    throw new Error('a run was not completed')
  }
  return {
    async atTheDoor(title, body) {
      const order = { content: { title, body }, accountIds }
      const { status, answer } = await client.answerOf('POST', '/publish', order)
      const codes = (answer.details ?? []).map(({ code }) => code)
      return [status, ...new Set(codes)].join(' ')
    },
    async fromTheFolder(title, body) {
      const file = join(inbox, `${title}.md`)
      writeFileSync(file, body)
      // Finished long ago, so that no scan waits for more of it.
      utimesSync(file, 1, 1)
      await client.ask('POST', `/content-sources/${source.id}/scan`, {})
      const run = await completed(async () => {
        const { items } = await client.ask<{ items: Run[] }>('GET', '/runs?limit=10')
        return items.find((one) => one.title === title)
      })
      const tasks = await client.ask<{ items: Task[] }>('GET', `/tasks?runId=${run.id}`)
      const outcomes = tasks.items.map(({ status, error }) => error?.code ?? status)
      return [...new Set(outcomes)].join(' ')
    },
    async healthyPost(title) {
      const content = { title, body: 'A ferry left **at six**, [they say](https://a.example).\n\n' }
      const { id } = await client.ask<Run>('POST', '/publish', {
        content: { ...content, body: content.body.repeat(50) },
        accountIds: [healthyId],
      })
      await completed(() => client.ask<Run>('GET', `/runs/${id}`))
    },
    longestSince: blocks.longestSince,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

type Run = { id: string; status: string; title: string }
type Task = { status: string; error?: { code: string } | null }
