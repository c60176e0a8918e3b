import { ByteSemaphore } from '@pressrun/runtime'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problems/problem.ts'
import type { App } from './app.ts'

/** A smaller body waits for nothing. */
const largeBytesMin = 64 * 1024

/**
 * A body takes about ten times its size while it is read, checked and written, and a connection to the database: some
 * clients that send large ones at once must neither exhaust the memory nor delay others.
 */
const defaults = { bytesMax: 8 * 1024 * 1024, patienceMs: 10_000 }

/** A request whose client has left still does its work for a while. */
const leftBehindMs = 15_000

/** Large bodies are read in turn; until then they stay with their clients. */
export function limitLargeBodies(api: App, bodyMaxBytes: number, limits = defaults): void {
  const turns = new ByteSemaphore(limits.bytesMax)
  const underWay = new WeakMap<FastifyRequest, () => void>()
  api.addHook('onRequest', async (request, reply) => {
    const bytes = bytesOf(request, bodyMaxBytes)
    if (bytes < largeBytesMin) return
    const patience = AbortSignal.timeout(limits.patienceMs)
    const permit = await turns.acquire(bytes, patience).catch((cause: unknown) => {
      throw new Problem('gateway-busy', { headers: { 'retry-after': '5' }, cause })
    })
    const end = () => permit[Symbol.dispose]()
    if (reply.raw.destroyed) return end()
    underWay.set(request, end)
    reply.raw.once('close', () => setTimeout(end, leftBehindMs).unref())
  })
  api.addHook('onSend', async (request) => underWay.get(request)?.())
}

/** The size of a request's body as announced; without one, the maximum. */
function bytesOf({ headers }: FastifyRequest, bodyMaxBytes: number): number {
  if (headers['transfer-encoding'] !== undefined) return bodyMaxBytes
  return Math.min(Number(headers['content-length'] ?? 0), bodyMaxBytes)
}
