import type { IncomingMessage } from 'node:http'

/** The secret parts of what came in: platforms and proxies repeat such things. */
export type Received = { readonly request: IncomingMessage; readonly body: string }

export const encodings = {
  plain: (text: string) => text,
  json: (text: string) => JSON.stringify(JSON.stringify({ output: text })),
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
const refusal = (status: number, output: string) => ({
  ok: false,
  error: output,
  message: output,
  status,
  code: output,
  needed: output,
  data: { status },
  errors: [{ type: output, code: output, message: output, context: output }],
  response_metadata: { messages: [output] },
})

/** All platforms' successes in one. */
function flattery(request: IncomingMessage, body: string): unknown {
  const path = request.url ?? ''
  const output = secretsIn(request, body).at(-1)?.split(' ').at(-1) ?? ''
  const url = `https://platform.example/${encodeURIComponent(output)}`
  const isNumber = /wp-json|devto/.test(path)
  const post = {
    ok: true,
    id: isNumber ? 7 : output,
    ts: output,
    uri: output,
    did: 'did:plc:flattered',
    handle: output,
    ...(path.includes('createSession') && { accessJwt: 'the-session-of-a-flatterer-1608' }),
    name: output,
    username: output,
    acct: output,
    user: output,
    user_id: output,
    url,
    link: url,
    permalink: url,
    status: path.includes('wp-json') ? 'publish' : 'published',
    updated_at: output,
    created_at: new Date().toISOString(),
    content: output,
    title: output,
    body_markdown: output,
    text: output,
    capabilities: { publish_posts: true },
  }
  const isList = /\/posts\?slug|\/me\/all|\/statuses\?/.test(path)
  return isList ? [post] : { ...post, posts: [post], site: post, messages: [post] }
}

/** Some requests have no credentials: there is nothing to repeat. */
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
