import { startFakePlatforms } from '@pressrun/fake-platforms'
import { contentBody } from '../job.ts'
import type { PressrunClient } from '../pressrun/client.ts'
import { startSink, type Sink } from '../sink/client.ts'

/** A job's accounts and posts. */
export type Job = AsyncDisposable & {
  readonly accountIds: readonly string[]
  /** The sink that records arrivals, for jobs that have one. */
  readonly sink?: Sink
  readonly content: (seed: string) => { title: string; body: string }
  /** By account. */
  readonly overrides?: Readonly<Record<string, { body: string }>>
}

export const accountsMax = 100
const limits = { maxInFlight: 64 }

/** Typical content: headings, emphasis, links, a list, a table, code. */
const part = (seed: string, index: number) => `## Ferry ${index} of ${seed}

The **first** ferry left at *six*, as [the timetable](https://ferries.example/${index}) says, and \`ferry_${index}\` was late.

- the harbour, with ~~two~~ three sheds
- the shore: https://shore.example/${index}

| from | to |
|---|---|
| Harbour | Shore |

`

const partsOfArticle = 12

export const jobs = {
  /** 1 KB to webhooks, which render nothing. */
  webhooks: async (client: PressrunClient): Promise<Job> => {
    const sink = await startSink()
    const accountIds = await connectAll((index) => ({
      platform: 'webhook',
      name: `webhook ${index}`,
      settings: { url: `${sink.url}/posts` },
      credentials: {},
      limits,
    }))(client)
    return {
      sink,
      accountIds,
      content: (seed) => ({ title: `Title ${seed}`, body: contentBody(seed) }),
      [Symbol.asyncDispose]: () => sink.stop(),
    }
  },
  /** 3 KB to WordPress and, shortened, to Bluesky, half of the accounts each. */
  articles: async (client: PressrunClient): Promise<Job> => {
    const fakes = await startFakePlatforms()
    const accountIds = await connectAll((index) => {
      const platform = index % 2 === 0 ? 'wordpress' : 'bluesky'
      const name = `${platform}-${index}`
      return { platform, name, ...fakes.account(platform, name), limits }
    })(client)
    const short = {
      body: 'The **first** ferry left at *six*: [timetable](https://ferries.example/).',
    }
    return {
      accountIds,
      overrides: Object.fromEntries(
        accountIds.filter((_, index) => index % 2 === 1).map((id) => [id, short]),
      ),
      content: (seed) => ({
        title: `Title ${seed}`,
        body: Array.from({ length: partsOfArticle }, (_, index) => part(seed, index)).join(''),
      }),
      [Symbol.asyncDispose]: () => fakes[Symbol.asyncDispose](),
    }
  },
} as const

export type JobName = keyof typeof jobs

const connectAll =
  (accountOf: (index: number) => object) =>
  (client: PressrunClient): Promise<string[]> =>
    Promise.all(Array.from({ length: accountsMax }, (_, index) => client.connect(accountOf(index))))
