import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { echoOf, secretHeaders, type Manner } from './echo.ts'

export type EchoingPlatforms = AsyncDisposable & {
  readonly url: string
  /** The same at another address: what fails there says nothing of the accounts here. */
  readonly otherUrl: string
  /** What was said back, by how. */
  readonly echoes: readonly (Manner & { readonly said: string })[]
  /** Every credential that came by, made ones as well: tokens of sessions, signed ones. */
  readonly heard: ReadonlySet<string>
}

/** Below this, platforms do their work until the `from`th request; from there on they only echo. */
export const echoPath = ({ status, encoding }: Manner, from: number) =>
  `/echo-${status}-${encoding}-${from}`

/** Stands before the fake platforms. What is below an `echoPath` it answers itself in the end. */
export async function startEchoingPlatforms(platformsUrl: string): Promise<EchoingPlatforms> {
  const echoes: (Manner & { said: string })[] = []
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
    const said = JSON.stringify(echoOf({ request, body }, manner))
    echoes.push({ ...manner, said })
    response.writeHead(manner.status, { 'content-type': 'application/json', 'retry-after': '1' })
    return response.end(said)
  }
  const listener: RequestListener = (request, response) => {
    answer(request, response).catch(() => response.destroy())
  }
  const servers = [await listening(listener), await listening(listener)] as const
  const [url, otherUrl] = [urlOf(servers[0]), urlOf(servers[1])]
  return {
    url,
    otherUrl,
    echoes,
    heard,
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map(close))
    },
  }
}

async function listening(listener: RequestListener): Promise<Server> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

function close(server: Server): Promise<unknown> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
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
