import type { IncomingMessage } from 'node:http'

/** What came in, so far as it is secret: platforms and what stands before them repeat such things. */
export type Received = { readonly request: IncomingMessage; readonly body: string }

export const encodings = {
  plain: (text: string) => text,
  json: (text: string) => JSON.stringify(JSON.stringify({ said: text })),
  percent: (text: string) => encodeURIComponent(text),
  base64: (text: string) => Buffer.from(text).toString('base64'),
  base64url: (text: string) => Buffer.from(text).toString('base64url'),
  hex: (text: string) => Buffer.from(text).toString('hex'),
} as const
export type Encoding = keyof typeof encodings

/** Headers whose values are credentials in this story. */
export const secretHeaders = ['authorization', 'api-key', 'x-api-token', 'cookie']

/** `flatter` answers a success all of whose names are the secret. */
export type Manner = { readonly status: number; readonly encoding: Encoding | 'flatter' }

export function echoOf({ request, body }: Received, { status, encoding }: Manner): unknown {
  if (encoding === 'flatter') return flattery(request, body)
  return refusal(status, secretsIn(request, body).map(encodings[encoding]).join(' '))
}

/** All platforms' errors in one. */
const refusal = (status: number, said: string) => ({
  ok: false,
  error: said,
  message: said,
  status,
  code: said,
  needed: said,
  data: { status },
  errors: [{ type: said, code: said, message: said, context: said }],
  response_metadata: { messages: [said] },
})

/** All platforms' successes in one. */
function flattery(request: IncomingMessage, body: string): unknown {
  const path = request.url ?? ''
  const said = secretsIn(request, body).at(-1)?.split(' ').at(-1) ?? ''
  const url = `https://platform.example/${encodeURIComponent(said)}`
  const isNumber = /wp-json|devto/.test(path)
  const post = {
    ok: true,
    id: isNumber ? 7 : said,
    ts: said,
    uri: said,
    did: 'did:plc:flattered',
    handle: said,
    ...(path.includes('createSession') && { accessJwt: 'the-session-of-a-flatterer-1608' }),
    name: said,
    username: said,
    acct: said,
    user: said,
    user_id: said,
    url,
    link: url,
    permalink: url,
    status: path.includes('wp-json') ? 'publish' : 'published',
    updated_at: said,
    created_at: new Date().toISOString(),
    content: said,
    title: said,
    body_markdown: said,
    text: said,
    capabilities: { publish_posts: true },
  }
  const isList = /\/posts\?slug|\/me\/all|\/statuses\?/.test(path)
  return isList ? [post] : { ...post, posts: [post], site: post, messages: [post] }
}

/** Some questions go out without credentials: there is nothing to repeat of them. */
export const carriesSecret = ({ request, body }: Received): boolean =>
  secretsIn(request, body).length > 0

function secretsIn({ headers, url = '' }: IncomingMessage, body: string): string[] {
  return [
    ...secretHeaders.flatMap((name) =>
      headers[name] === undefined ? [] : [String(headers[name])],
    ),
    ...(url.includes('/webhooks/') ? [url] : []),
    ...(url.includes('createSession') ? [body] : []),
  ]
}
