import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Post = {
  idempotencyKey: string | undefined
  path: string
  headers: IncomingMessage['headers']
  body: string
  receivedAt: number
}

/** `reset` breaks the connection off: the sender cannot know the outcome. */
type SinkAnswer = { status: number; body?: string; headers?: Record<string, string> } | 'reset'
type Answerer = (post: Post) => SinkAnswer | Promise<SinkAnswer>

export type Sink = AsyncDisposable & {
  readonly url: string
  /** Every request it got, in order. */
  readonly posts: readonly Post[]
  /** How often each idempotency key was posted. */
  countsByKey(): Map<string, number>
  /** Sets its response from now on; 200 with an id and a URL by default. */
  answer(next: Answerer): void
}

/**
 * The target of the `webhook` platform: an HTTP server that records its requests. Another address of the loopback is
 * another host, with a breaker of its own.
 */
export async function startSink(host = '127.0.0.1'): Promise<Sink> {
  const posts: Post[] = []
  let answer = acceptPost
  const server = createServer(async (request, response) => {
    const post = await receive(request)
    posts.push(post)
    const output = await answer(post)
    if (output === 'reset') {
      request.socket.resetAndDestroy()
      return
    }
    const { status, body = '', headers } = output
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    posts,
    countsByKey: () =>
      posts.reduce(
        (counts, { idempotencyKey = '' }) =>
          counts.set(idempotencyKey, (counts.get(idempotencyKey) ?? 0) + 1),
        new Map<string, number>(),
      ),
    answer(next) {
      answer = next
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const acceptPost: Answerer = ({ idempotencyKey }) => ({
  status: 200,
  body: JSON.stringify({ id: idempotencyKey, url: `https://sink.example/${idempotencyKey}` }),
})

async function receive(request: IncomingMessage): Promise<Post> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const key = request.headers['idempotency-key']
  return {
    idempotencyKey: Array.isArray(key) ? key[0] : key,
    path: request.url ?? '/',
    headers: request.headers,
    body: Buffer.concat(chunks).toString('utf8'),
    receivedAt: Date.now(),
  }
}
