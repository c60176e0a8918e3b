import type { Api, Answer } from './api.ts'
import { eventually } from './eventually.ts'
import type { Sink } from './sink.ts'

export const content = { title: 'Spring', body: 'It is *here*.', tags: ['season'] }

/** An editor's actions on an instance: connecting accounts, publishing, reading results. */
export type Desk = {
  readonly api: Api
  /** Accounts that post to the sink; returns their ids. */
  readonly connectWebhooks: (sink: Sink, count: number, more?: object) => Promise<string[]>
  /** An account that publishes into `feeds/<name>` of the data directory. */
  readonly connectFeed: (name: string) => Promise<string>
  /** Creates and starts a run; returns its id. */
  readonly publish: (accountIds: readonly string[], more?: object) => Promise<string>
  /** The run, once none of its tasks is open any more. */
  readonly completed: (runId: string, within?: number) => Promise<Answer['body']>
  /** Resolves when analytics has counted that many posts as published. */
  readonly counted: (posts: number) => Promise<void>
}

const completedWithinMs = 60_000

/** Accounts connected at once: they share commits. */
const connectingAtOnce = 50

export function deskOf({ api }: { api: Api }): Desk {
  let accounts = 0
  const connect = async (account: object): Promise<string> => {
    const { status, body } = await api('POST', '/accounts', account)
    if (status !== 201) throw new Error(`no account: ${JSON.stringify(body)}`)
    return body.id
  }
  const connectWebhook = (sink: Sink, more: object) => {
    const name = `webhook ${++accounts}`
    const settings = { url: `${sink.url}/${accounts}` }
    return connect({ platform: 'webhook', name, settings, credentials: {}, ...more })
  }
  return {
    api,
    connectFeed: (name) =>
      connect({
        platform: 'feed',
        name,
        settings: { directory: `feeds/${name}`, title: name },
        credentials: {},
      }),
    async connectWebhooks(sink, count, more = {}) {
      const ids: string[] = []
      while (ids.length < count) {
        const some = Math.min(connectingAtOnce, count - ids.length)
        ids.push(
          ...(await Promise.all(Array.from({ length: some }, () => connectWebhook(sink, more)))),
        )
      }
      return ids
    },
    async publish(accountIds, more = {}) {
      const { status, body } = await api('POST', '/publish', { content, accountIds, ...more })
      if (status !== 201) throw new Error(`not published: ${JSON.stringify(body)}`)
      return body.id
    },
    completed: (runId, within = completedWithinMs) =>
      eventually(
        async () => {
          const { body } = await api('GET', `/runs/${runId}`)
          return body.status === 'completed' && body
        },
        { within, what: `run ${runId} is completed` },
      ),
    async counted(posts) {
      let seen: unknown
      const look = async () => {
        const { body } = await api('GET', '/analytics/summary')
        seen = body
        return body.postsSuccess >= posts
      }
      await eventually(look, {
        within: completedWithinMs,
        what: `analytics counts ${posts}`,
      }).catch((cause) => {
        throw new Error(`analytics says ${JSON.stringify(seen)}`, { cause })
      })
    },
  }
}
