import type { FastifyRequest } from 'fastify'
import type { Answer, PlatformFake } from '../platform-fake.ts'
import {
  channelOf,
  refusal,
  SlackMessages,
  success,
  type History,
  type Wanted,
} from './slack-messages.ts'

type Link = { channel?: string; message_ts?: string }

/** An account whose bot may post but not read. */
const cannotRead = /^no-history-/

/** A workspace. It refuses inside a 200. */
export const slack: PlatformFake = {
  platform: 'slack',
  account: (baseUrl, name) => ({
    settings: { apiUrl: `${baseUrl}/api`, channel: channelOf(name) },
    credentials: { botToken: `xoxb-fake-${Buffer.from(name).toString('base64url')}` },
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
    const messages = new SlackMessages(world)

    app.post<{ Body: Wanted | null }>('/api/chat.postMessage', (request, reply) => {
      const account = accountOf(request)
      const wanted = request.body ?? {}
      return world.answer(slack, { account, step: 'publish' }, request, reply, () => {
        return refuse(account, wanted.channel) ?? messages.post(account, wanted)
      })
    })

    app.get<{ Querystring: History }>('/api/conversations.history', (request, reply) => {
      const account = accountOf(request)
      return world.answer(slack, { account, step: 'look' }, request, reply, () => {
        const refused = refuse(account, request.query.channel)
        if (refused) return refused
        return cannotRead.test(account) ? missingScope : messages.page(account, request.query)
      })
    })

    app.get<{ Querystring: Link }>('/api/chat.getPermalink', (request, reply) => {
      const account = accountOf(request)
      const { channel, message_ts: ts } = request.query
      return world.answer(slack, { account, step: 'look' }, request, reply, () => {
        return refuse(account, channel) ?? messages.permalink(account, ts)
      })
    })

    app.post('/api/auth.test', (request, reply) => {
      const account = accountOf(request)
      return world.answer(slack, { account, step: 'look' }, request, reply, () => {
        return refuse(account, channelOf(account)) ?? success(identityOf(account))
      })
    })
  },
}

function identityOf(account: string): object {
  const team = { url: 'https://fake.slack.com/', team: 'Fake', team_id: 'T0FAKE' }
  return { ...team, user: account, user_id: `U${channelOf(account).slice(1)}` }
}

const missingScope = refusal('missing_scope', {
  needed: 'channels:history',
  provided: 'chat:write',
})

/** Every token of ours is valid and names its account; '' is invalid. */
function accountOf({ headers }: FastifyRequest): string {
  const token = /^Bearer xoxb-fake-([\w-]+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
  return Buffer.from(token, 'base64url').toString()
}

/** A bot that is in no other channel sees no other. */
function refuse(account: string, channel: unknown): Answer | undefined {
  if (account === '') return refusal('invalid_auth')
  return channel === channelOf(account) ? undefined : refusal('channel_not_found')
}
