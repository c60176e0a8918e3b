import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from './fault.ts'

export type FaultyProxy = AsyncDisposable & {
  readonly origin: string
  /** How often the fault occurred: a test without it has shown nothing. */
  readonly met: () => number
  /** Resolves when the server has executed the faulty request. */
  readonly done: Promise<void>
}

export type FaultyProxyOptions = {
  /** A loopback address of its own, as faults count against the host. */
  readonly host: string
  /** The origin of the real server. */
  readonly target: string
  readonly fault: Fault
  /** Whether the fault is for this request; the first match gets it. */
  readonly isMeant: (methodAndPath: string) => boolean
}

type Answer = { readonly status: number; readonly headers: string[]; readonly body: Buffer }

/** Stands in front of a real server and lets one request fail. */
export async function openFaultyProxy(options: FaultyProxyOptions): Promise<FaultyProxy> {
  const { host, target, fault, isMeant } = options
  const done = Promise.withResolvers<void>()
  const ending = new AbortController()
  let met = 0
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await buffer(incoming)
    const forward = () => forwarded(incoming, body, target)
    if (met > 0 || !isMeant(`${incoming.method} ${incoming.url}`))
      return respond(outgoing, await forward())
    met += 1
    const carriedOut = async () => {
      const answer = await forward()
      done.resolve()
      return answer
    }
    await goWrong({ fault, forward: carriedOut, outgoing, ending: ending.signal })
  }
  const server = createServer((incoming, outgoing) => {
    // The server may be dead: then this connection dies, too.
    handle(incoming, outgoing).catch(() => outgoing.destroy())
  })
  server.listen(0, host)
  await once(server, 'listening')
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    met: () => met,
    done: done.promise,
    async [Symbol.asyncDispose]() {
      ending.abort()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

type Wrong = {
  readonly fault: Fault
  readonly forward: () => Promise<Answer>
  readonly outgoing: ServerResponse
  readonly ending: AbortSignal
}

async function goWrong({ fault, forward, outgoing, ending }: Wrong): Promise<void> {
  switch (fault.kind) {
    case 'none':
      return respond(outgoing, await forward())
    case 'lost-answer':
      await forward()
      outgoing.destroy()
      return
    case 'late-commit':
      outgoing.destroy()
      await wait(fault.afterMs, undefined, { signal: ending })
      await forward()
      return
    case 'late-answer': {
      const answer = await forward()
      await wait(fault.afterMs, undefined, { signal: ending })
      return respond(outgoing, answer)
    }
    case 'server-dies':
      if (fault.done) await forward()
      await fault.kill()
      outgoing.destroy()
      return
    case 'error-after':
      await forward()
      return respond(outgoing, { status: fault.status, headers: [], body: Buffer.from('') })
  }
}

/** Forwards a request unchanged, also its `Host`: a server behind a proxy sees its own name. */
async function forwarded(
  { method, url, rawHeaders }: IncomingMessage,
  body: Buffer,
  target: string,
): Promise<Answer> {
  const { host } = new URL(target)
  const headers = pairs(rawHeaders).filter(([name]) => !/^(host|connection)$/i.test(name))
  const asked = request(`${target}${url}`, {
    method,
    // snac closes connections silently: none is used again.
    agent: false,
    headers: [...headers, ['host', host], ['connection', 'close']].flat(),
  })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const kept = pairs(answer.rawHeaders).filter(
    ([name]) => !/^(connection|transfer-encoding|content-length|keep-alive)$/i.test(name),
  )
  return { status: answer.statusCode ?? 0, headers: kept.flat(), body: await buffer(answer) }
}

function respond(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  if (outgoing.destroyed) return
  outgoing.writeHead(status, [...headers, 'content-length', String(body.length)])
  outgoing.end(body)
}

function pairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : []))
}
