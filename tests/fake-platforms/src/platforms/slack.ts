import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Answer, PlatformFake, World } from '../platform-fake.ts'

type Message = { channel: string; ts: string; text: string; metadata?: unknown }
type Post = { channel?: unknown; text?: unknown; metadata?: unknown }
type History = {
  channel?: string
  oldest?: string
  limit?: string
  cursor?: string
  include_all_metadata?: string
}

/** What is longer is cut off, without a word. */
const textMax = 40_000
const pageSizeDefault = 100
const pageSizeMax = 999

/** An account whose bot may post but not read. */
const cannotRead = /^no-history-/

/** A workspace with one channel per account. A message sent twice is there twice. */
export const slack: PlatformFake = {
  platform: 'slack',
  account: (baseUrl, name) => ({
    settings: { apiUrl: `${baseUrl}/api`, channel: channelOf(name) },
    credentials: { botToken: tokenOf(name) },
  }),
  rateLimited: (seconds) => ({
    status: 429,
    ...(seconds !== undefined && { headers: { 'retry-after': String(seconds) } }),
    body: { ok: false, error: 'ratelimited' },
  }),
  unauthorized: () => refusal('token_expired'),
  failed: () => ({ status: 500, body: 'Internal Server Error' }),
  errorBody: () => refusal('is_archived'),

  routes(app, world) {
    const messages: Message[] = []
    let lastMicroseconds = 0
    const nextTs = () => {
      lastMicroseconds = Math.max(lastMicroseconds + 1, world.now() * 1_000)
      const digits = String(lastMicroseconds)
      return `${digits.slice(0, -6)}.${digits.slice(-6)}`
    }
    const post = (account: string, { text, metadata }: Post): Answer => {
      const message: Message = {
        channel: channelOf(account),
        ts: nextTs(),
        text: String(text).slice(0, textMax),
        ...(metadata !== undefined && { metadata }),
      }
      messages.push(message)
      show(world, account, message)
      return success({ channel: message.channel, ts: message.ts, message: { text: message.text } })
    }

    app.post<{ Body: Post | null }>('/api/chat.postMessage', (request, reply) => {
      const account = accountOf(request)
      const body = request.body ?? {}
      return world.answer(slack, { account, step: 'publish' }, request, reply, () => {
        const refused = refuseCaller(account) ?? refuseChannel(account, body.channel)
        if (refused) return refused
        const empty = typeof body.text !== 'string' || body.text.trim() === ''
        return empty ? refusal('no_text') : post(account, body)
      })
    })

    app.get<{ Querystring: History }>('/api/conversations.history', (request, reply) => {
      const account = accountOf(request)
      return world.answer(slack, { account, step: 'look' }, request, reply, () => {
        const refused = refuseCaller(account) ?? refuseChannel(account, request.query.channel)
        if (refused) return refused
        if (cannotRead.test(account))
          return refusal('missing_scope', { needed: 'channels:history', provided: 'chat:write' })
        return page(visible(messages, account, world), request.query)
      })
    })

    app.get<{ Querystring: { channel?: string; message_ts?: string } }>(
      '/api/chat.getPermalink',
      (request, reply) => {
        const account = accountOf(request)
        const { channel, message_ts: ts } = request.query
        return world.answer(slack, { account, step: 'look' }, request, reply, () => {
          const refused = refuseCaller(account) ?? refuseChannel(account, channel)
          if (refused) return refused
          const found = messages.find((message) => message.channel === channel && message.ts === ts)
          if (!found) return refusal('message_not_found')
          return success({ channel, permalink: permalink(found) })
        })
      },
    )

    app.post('/api/auth.test', (request, reply) => {
      const account = accountOf(request)
      return world.answer(slack, { account, step: 'look' }, request, reply, () => {
        const team = { url: 'https://fake.slack.com/', team: 'Fake', team_id: 'T0FAKE' }
        const user = { user: account, user_id: `U${channelOf(account).slice(1)}` }
        return refuseCaller(account) ?? success({ ...team, ...user })
      })
    })
  },
}

/** Newest first. Metadata is shown to those who ask for it. */
function page(messages: Message[], query: History): Answer {
  const size = Math.min(Number(query.limit ?? pageSizeDefault), pageSizeMax)
  const before = query.cursor && Buffer.from(query.cursor, 'base64').toString()
  const wanted = messages
    .filter(({ ts }) => ts > (query.oldest ?? '') && (!before || ts < before))
    .toReversed()
  const shown = wanted.slice(0, size)
  const more = wanted.length > size
  const cursor = more ? Buffer.from(shown.at(-1)?.ts ?? '').toString('base64') : ''
  return success({
    messages: shown.map(({ ts, text, metadata }) => ({
      type: 'message',
      ts,
      text,
      ...(query.include_all_metadata === 'true' && metadata !== undefined && { metadata }),
    })),
    has_more: more,
    response_metadata: { next_cursor: cursor },
  })
}

function show({ ledger, now }: World, account: string, message: Message): void {
  const { text } = message
  const post = { platform: 'slack', account, id: idOf(message), text, url: permalink(message) }
  ledger.publish({ ...post, at: now() })
}

function visible(messages: Message[], account: string, { ledger }: World): Message[] {
  const gone = ledger.of('slack', account).filter(({ removedAt }) => removedAt !== undefined)
  const ids = new Set(gone.map(({ id }) => id))
  return messages.filter(
    (message) => message.channel === channelOf(account) && !ids.has(idOf(message)),
  )
}

const idOf = ({ channel, ts }: Message) => `${channel}:${ts}`

function permalink({ channel, ts }: Message): string {
  return `https://fake.slack.com/archives/${channel}/p${ts.replace('.', '')}`
}

const success = (body: object): Answer => ({ status: 200, body: { ok: true, ...body } })

function refusal(error: string, more: object = {}): Answer {
  return { status: 200, body: { ok: false, error, ...more } }
}

/** Everybody with a token of ours is somebody; '' is nobody. */
function accountOf({ headers }: FastifyRequest): string {
  const token = /^Bearer xoxb-fake-([\w-]+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
  return Buffer.from(token, 'base64url').toString()
}

const refuseCaller = (account: string) => (account === '' ? refusal('invalid_auth') : undefined)

function refuseChannel(account: string, channel: unknown): Answer | undefined {
  return channel === channelOf(account) ? undefined : refusal('channel_not_found')
}

const tokenOf = (name: string) => `xoxb-fake-${Buffer.from(name).toString('base64url')}`

function channelOf(name: string): string {
  return `C${createHash('sha256').update(name).digest('hex').slice(0, 10).toUpperCase()}`
}
