import { Agent, request } from 'undici'
import { contentBody } from '../job.ts'
import { monotonicMs } from '../sink/server.ts'
import { ADMIN_KEY } from './stack.ts'

/** The calls of Pressrun's REST contract that the bench needs. */
export type PressrunClient = {
  /** Any call; throws unless it succeeds. */
  ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T>
  /** Any call, whatever the response. */
  answerOf(method: 'GET' | 'POST', path: string, body?: object): Promise<PressrunAnswer>
  /** Connects an account of any platform; returns its id. */
  connect(account: object): Promise<string>
  /** `query` sets what the sink does with its posts. */
  createAccount(name: string, sinkUrl: string, limits?: object, query?: string): Promise<string>
  /** One piece of content to these accounts; `sentAtMs` is when the request was about to leave. */
  publish(
    seed: string,
    accountIds: readonly string[],
    more?: object,
  ): Promise<{ runId: string; sentAtMs: number }>
  runStatus(runId: string): Promise<string>
  /** The sum over all hours of `analytics_hourly`. */
  postsCounted(): Promise<number>
  /** False when there is no such call yet. */
  rebuild(view: string): Promise<boolean>
  close(): Promise<void>
}

type PressrunAnswer = {
  readonly status: number
  readonly answer: { readonly details?: { readonly code: string }[] }
}

/** Connections to the gateway. */
const CONNECTIONS_MAX = 8

export function pressrunClient(url: string): PressrunClient {
  const agent = new Agent({ connections: CONNECTIONS_MAX, keepAliveTimeout: 60_000 })
  const send = async (method: 'GET' | 'POST', path: string, body?: object) => {
    const response = await request(`${url}/api/v1${path}`, {
      method,
      dispatcher: agent,
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.statusCode, text: await response.body.text() }
  }
  const ask = async <T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> => {
    const { status, text } = await send(method, path, body)
    if (status < 300) return JSON.parse(text) as T
    throw new Error(`${method} ${path} answered ${status}: ${text.slice(0, 500)}`)
  }
  const connect = async (account: object) =>
    (await ask<{ id: string }>('POST', '/accounts', account)).id
  return {
    ask,
    connect,
    async answerOf(method, path, body) {
      const { status, text } = await send(method, path, body)
      return { status, answer: JSON.parse(text) }
    },
    async createAccount(name, sinkUrl, limits = { maxInFlight: 64 }, query = '') {
      const account = {
        platform: 'webhook',
        name,
        settings: { url: `${sinkUrl}/posts${query}` },
        credentials: {},
        limits,
      }
      return connect(account)
    },
    async publish(seed, accountIds, more = {}) {
      const content = { title: `Title ${seed}`, body: contentBody(seed) }
      const sentAtMs = monotonicMs()
      const run = await ask<{ id: string }>('POST', '/publish', {
        content,
        accountIds,
        concurrency: 1000,
        ...more,
      })
      return { runId: run.id, sentAtMs }
    },
    runStatus: async (runId) => (await ask<{ status: string }>('GET', `/runs/${runId}`)).status,
    async postsCounted() {
      const { items } = await ask<{ items: { postsSuccess: number }[] }>('GET', '/analytics/hourly')
      return items.reduce((sum, row) => sum + row.postsSuccess, 0)
    },
    rebuild: (view) =>
      ask('POST', `/projections/${view}/rebuild`).then(
        () => true,
        () => false,
      ),
    close: () => agent.close(),
  }
}
