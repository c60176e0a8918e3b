import { createHash, createHmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Answer, PlatformFake } from '../platform-fake.ts'

type Received = { account: string; key: string | undefined; base: string; body: Article }
type Article = { content: { title: string; body: string } }

/** An account of a receiver that ignores keys. */
const ignoresKeys = /^ignores-keys-/

/** A receiver that honours `Idempotency-Key` for ever, and checks Standard Webhooks signatures. */
export const webhook: PlatformFake = {
  platform: 'webhook',
  account: (baseUrl, name) => ({
    settings: { url: `${baseUrl}/in/${encodeURIComponent(name)}` },
    credentials: { secret: secretOf(name) },
  }),
  rateLimited: (seconds) => ({
    status: 429,
    ...(seconds !== undefined && { headers: { 'retry-after': String(seconds) } }),
    body: { error: 'too many requests' },
  }),
  unauthorized: () => ({ status: 401, body: { error: 'bad signature' } }),
  failed: () => ({ status: 500, body: { error: 'internal error' } }),
  errorBody: () => ({ status: 200, body: { error: 'something went wrong' } }),

  routes(app, world) {
    const answers = new Map<string, Answer>()
    let posts = 0
    const publish = ({ account, base, body }: Received): Answer => {
      const id = `post-${(posts += 1)}`
      const { title, body: text } = body.content
      const url = `${base}/webhook/posts/${id}`
      world.ledger.publish({ platform: 'webhook', account, id, title, text, url, at: world.now() })
      return { status: 201, body: { id, url } }
    }
    const publishOnce = (received: Received): Answer => {
      const { account, key } = received
      if (key === undefined || ignoresKeys.test(account)) return publish(received)
      const place = JSON.stringify([account, key])
      const answer = answers.get(place) ?? publish(received)
      answers.set(place, answer)
      return answer
    }
    app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    )
    app.post<{ Params: { account: string }; Body: string }>('/in/:account', (request, reply) => {
      const { account } = request.params
      return world.answer(webhook, { account, step: 'publish' }, request, reply, () => {
        if (!isSigned(request.headers, request.body, account)) return webhook.unauthorized()
        const body = JSON.parse(request.body) as Article
        const key = request.headers['idempotency-key']?.toString()
        return publishOnce({ account, key, base: `http://${request.host}`, body })
      })
    })
  },
}

const secretOf = (account: string) =>
  `whsec_${createHash('sha256').update(account).digest('base64')}`

function isSigned(headers: IncomingHttpHeaders, body: string, account: string): boolean {
  const key = Buffer.from(secretOf(account).slice('whsec_'.length), 'base64')
  const signed = `${headers['webhook-id']?.toString()}.${headers['webhook-timestamp']?.toString()}.${body}`
  const expected = `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  return headers['webhook-signature']?.toString().split(' ').includes(expected) ?? false
}
