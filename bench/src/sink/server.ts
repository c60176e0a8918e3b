import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Receipts } from './receipts.ts'

/** Milliseconds of the clock all processes of this machine share, to the microsecond. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000
}

/**
 * Takes posts without any delay of its own and counts them by `Idempotency-Key`. It shares the
 * machine with what is measured, so it does the least a correct HTTP server can: no body is parsed.
 */
export function createSink(): Server {
  const receipts = new Receipts()
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url !== '/reset') takePost(receipts, request, response)
    else void answerQuestion(receipts, request, response)
  })
  server.keepAliveTimeout = 120_000
  server.requestTimeout = 0
  return server
}

function takePost(receipts: Receipts, request: IncomingMessage, response: ServerResponse): void {
  const receivedAtMs = monotonicMs()
  const { lane, delayMs } = wishes(request.url ?? '')
  request.resume()
  request.on('end', () => {
    receipts.receive(String(request.headers['idempotency-key'] ?? 'none'), receivedAtMs, lane)
    const body = `{"id":"post-${receipts.stats().posts}"}`
    const answer = () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
      response.end(body)
    }
    if (delayMs > 0) setTimeout(answer, delayMs)
    else answer()
  })
}

/** `?lane=7&delay=20`: the account of the post, and how long it shall take; most have neither. */
function wishes(url: string): { lane: string | undefined; delayMs: number } {
  const query = url.indexOf('?')
  if (query < 0) return { lane: undefined, delayMs: 0 }
  const asked = new URLSearchParams(url.slice(query))
  return { lane: asked.get('lane') ?? undefined, delayMs: Number(asked.get('delay') ?? 0) }
}

async function answerQuestion(
  receipts: Receipts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume()
  const url = new URL(request.url ?? '/', 'http://sink')
  if (url.pathname === '/reset') receipts.reset()
  if (url.pathname === '/wait') await receipts.reached(Number(url.searchParams.get('keys')))
  const answer =
    url.pathname === '/receipts'
      ? receipts.from(Number(url.searchParams.get('from') ?? 0))
      : receipts.stats()
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer))
}
