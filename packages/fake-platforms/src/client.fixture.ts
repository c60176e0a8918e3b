import { createHmac } from 'node:crypto'
import { startFakePlatforms, type FakePlatforms } from './index.ts'

export const startFakes = () => startFakePlatforms({ lateCommitMs: 30, stallMs: 30 })

type Options = { account?: string; key?: string; signal?: AbortSignal | null }

/** A client that posts once, without a search. */
type Client = (fakes: FakePlatforms, options?: Options) => Promise<Response>

export const clients: Record<'discord' | 'webhook', Client> = {
  discord: (fakes, { account = 'news', signal = null } = {}) =>
    fetch(`${String(fakes.account('discord', account).credentials['webhookUrl'])}?wait=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      signal,
      body: JSON.stringify({ content: 'The tide turns' }),
    }),
  webhook(fakes, { account = 'news', key = 'key-1', signal = null } = {}) {
    const { settings, credentials } = fakes.account('webhook', account)
    const body = JSON.stringify({ content: { title: 'Tide', body: 'The tide turns' } })
    return fetch(String(settings['url']), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': key,
        ...signature(String(credentials['secret']), key, body),
      },
      signal,
      body,
    })
  },
}

/** The status, or nothing without a response. */
export const statusOf = (response: Promise<Response>): Promise<number | undefined> =>
  response.then(
    ({ status }) => status,
    () => undefined,
  )

function signature(secret: string, id: string, body: string): Record<string, string> {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = createHmac('sha256', key).update(`${id}.1.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': '1', 'webhook-signature': `v1,${signed}` }
}
