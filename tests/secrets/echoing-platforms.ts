import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { carriesSecret, echoOf, secretHeaders, type Manner } from './echo.ts'

export type EchoingPlatforms = AsyncDisposable & {
  readonly url: string
  /** The same by another name: failures there do not affect the accounts here. */
  readonly otherUrl: string
  /** What was echoed, and in which manner. */
  readonly echoes: readonly (Manner & { readonly output: string })[]
  /** Every credential received, derived ones as well: tokens of sessions, signed ones. */
  readonly heard: ReadonlySet<string>
}

/** Below this, platforms work normally until the `from`th request; from there on they only echo. */
export const echoPath = ({ status, encoding }: Manner, from: number) =>
  `/echo-${status}-${encoding}-${from}`

/** Stands in front of the fake platforms. In the end it answers requests below an `echoPath` itself. */
export async function startEchoingPlatforms(platformsUrl: string): Promise<EchoingPlatforms> {
  const echoes: (Manner & { output: string })[] = []
  const heard = new Set<string>()
  const requests = new Map<string, number>()
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString()
    hear(request, heard)
    const [, prefix = '', path = ''] = /^(\/echo-[^/]+)?(\/.*)$/.exec(request.url ?? '') ?? []
    const [, status, encoding, from] = /^\/echo-(\d+)-(\w+)-(\d+)$/.exec(prefix) ?? []
    const whose = prefix + (path.split('/')[1] ?? '')
    const number = (requests.get(whose) ?? 0) + 1
    requests.set(whose, number)
    if (from === undefined || number < Number(from))
      return forward(`${platformsUrl}${path}`, { request, body }, response, heard)
    const manner = { status: Number(status), encoding: encoding as Manner['encoding'] }
    const output = JSON.stringify(echoOf({ request, body }, manner))
    if (carriesSecret({ request, body })) echoes.push({ ...manner, output })
    response.writeHead(manner.status, { 'content-type': 'application/json', 'retry-after': '1' })
    return response.end(output)
  }
  const listener: RequestListener = (request, response) => {
    answer(request, response).catch(() => response.destroy())
  }
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    otherUrl: `http://localhost:${port}`,
    echoes,
    heard,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function hear({ headers }: IncomingMessage, heard: Set<string>): void {
  for (const name of secretHeaders) {
    const value = headers[name]?.toString().replace(/^(Bearer|Basic|Ghost) /, '')
    if (value !== undefined) heard.add(value)
  }
}

const ownHeaders = ['host', 'connection', 'content-length', 'transfer-encoding', 'content-encoding']

async function forward(
  url: string,
  { request, body }: { request: IncomingMessage; body: string },
  response: ServerResponse,
  heard: Set<string>,
): Promise<void> {
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    ownHeaders.includes(name) || value === undefined ? [] : [[name, String(value)]],
  )
  const { method = 'GET' } = request
  const hasBody = method !== 'GET' && method !== 'HEAD' && body !== ''
  const answer = await fetch(url, { method, headers, redirect: 'manual', ...(hasBody && { body }) })
  const text = await answer.text()
  for (const [, token = ''] of text.matchAll(/"(?:access|refresh)Jwt":"([^"]+)"/g)) heard.add(token)
  const back = [...answer.headers].filter(([name]) => !ownHeaders.includes(name))
  response.writeHead(answer.status, back).end(text)
}
