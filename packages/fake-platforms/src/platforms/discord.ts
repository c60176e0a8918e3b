import { createHash } from 'node:crypto'
import type { Answer, PlatformFake } from '../platform-fake.ts'

type Webhook = { id: string; token: string }
type Message = { content?: unknown }
type Route = { Params: Webhook; Querystring: { wait?: string }; Body: Message | null }

const contentMax = 2_000
/** The epoch of Discord's ids (2015-01-01), which are milliseconds shifted by 22 bits. */
const epochMs = 1_420_070_400_000

/** Incoming webhooks: knowing the URL suffices to post. No request is remembered. */
export const discord: PlatformFake = {
  platform: 'discord',
  account: (baseUrl, name) => ({
    settings: {},
    credentials: { webhookUrl: `${baseUrl}/api/webhooks/${idOf(name)}/${tokenOf(name)}` },
  }),
  rateLimited: (seconds) => ({
    status: 429,
    headers:
      seconds === undefined
        ? {}
        : { 'retry-after': String(seconds), 'x-ratelimit-reset-after': String(seconds) },
    body: {
      message: 'You are being rate limited.',
      global: false,
      ...(seconds !== undefined && { retry_after: seconds }),
    },
  }),
  unauthorized: () => ({ status: 401, body: { message: 'Invalid Webhook Token', code: 50027 } }),
  failed: () => ({ status: 500, body: { message: '500: Internal Server Error', code: 0 } }),
  errorBody: () => ({ status: 200, body: { message: 'Invalid Form Body', code: 50035 } }),

  routes(app, world) {
    let messages = 0
    const nextId = () =>
      String((BigInt(world.now() - epochMs) << 22n) + BigInt((messages += 1) % 4_096))
    const publish = (account: string, text: string): Answer => {
      const id = nextId()
      const url = `https://discord.com/channels/${guildId}/${channelId}/${id}`
      world.ledger.publish({ platform: 'discord', account, id, text, url, at: world.now() })
      return { status: 200, body: { id, type: 0, content: text, channel_id: channelId } }
    }
    for (const api of ['/api', '/api/v10']) {
      app.post<Route>(`${api}/webhooks/:id/:token`, (request, reply) => {
        const account = nameOf(request.params.token)
        return world.answer(discord, { account, step: 'publish' }, request, reply, () => {
          const refusal = refuseAddress(request.params) ?? refuseMessage(request.body?.content)
          if (refusal) return refusal
          const answer = publish(account, String(request.body?.content))
          return request.query.wait === 'true' ? answer : { status: 204 }
        })
      })
      app.get<Route>(`${api}/webhooks/:id/:token`, (request, reply) => {
        const account = nameOf(request.params.token)
        return world.answer(discord, { account, step: 'look' }, request, reply, () => {
          const { id, token } = request.params
          const shown = {
            id,
            token,
            type: 1,
            name: account,
            guild_id: guildId,
            channel_id: channelId,
          }
          return refuseAddress(request.params) ?? { status: 200, body: shown }
        })
      })
    }
  },
}

const guildId = '300000000000000001'
const channelId = '400000000000000001'

const tokenOf = (name: string) => `tok-${Buffer.from(name).toString('base64url')}`
const nameOf = (token: string) => Buffer.from(token.replace(/^tok-/, ''), 'base64url').toString()
const idOf = (name: string) =>
  `1${BigInt(`0x${createHash('sha256').update(name).digest('hex').slice(0, 12)}`)
    .toString()
    .padStart(17, '0')}`

/** A webhook that was deleted is unknown; its id with another token is refused otherwise. */
function refuseAddress({ id, token }: Webhook): Answer | undefined {
  const name = nameOf(token)
  if (name.startsWith('deleted-') || !/^\d+$/.test(id))
    return { status: 404, body: { message: 'Unknown Webhook', code: 10015 } }
  return tokenOf(name) === token && idOf(name) === id ? undefined : discord.unauthorized()
}

function refuseMessage(content: unknown): Answer | undefined {
  if (typeof content !== 'string' || content.trim() === '')
    return { status: 400, body: { message: 'Cannot send an empty message', code: 50006 } }
  if (Array.from(content).length <= contentMax) return undefined
  const message = `Must be ${contentMax} or fewer in length.`
  const errors = { content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message }] } }
  return { status: 400, body: { message: 'Invalid Form Body', code: 50035, errors } }
}
