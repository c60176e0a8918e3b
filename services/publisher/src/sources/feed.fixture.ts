import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openSources, type TestSources } from './sources.fixture.ts'

type TestServer = AsyncDisposable & { readonly url: string }

/** A web server on a free port. */
async function serve(answer: RequestListener): Promise<TestServer> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed.xml`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** An environment with a web server that serves one feed. */
export type TestFeed = TestSources & {
  readonly url: string
  answer: RequestListener
  readonly showing: (text: string) => void
  /** Stops the server. */
  readonly hangUp: () => Promise<void>
}

export async function openFeed(): Promise<TestFeed> {
  const world = await openSources()
  const close = world[Symbol.asyncDispose].bind(world)
  const server = await serve((request, response) => feed.answer(request, response))
  const feed: TestFeed = Object.assign(world, {
    url: server.url,
    answer: () => {},
    showing(text: string) {
      feed.answer = (_request, response) => response.end(text)
    },
    hangUp: async () => server[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      await close()
    },
  })
  return feed
}

/** An RSS feed with these items, newest first. */
export const rss = (...items: string[]): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>${items
    .map((item) => `<item>${item}</item>`)
    .join('')}</channel></rss>`

export const item = (guid: string, body = `About ${guid}.`): string =>
  `<guid>${guid}</guid><title>Title of ${guid}</title><description>${body}</description>`
