import { findApiKey, noteKeyUse } from '@pressrun/vault'
import { type Database } from '@pressrun/db'
import type { ApiKeyId } from '@pressrun/events'
import type { Logger } from '@pressrun/runtime'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problems/problem.ts'

/** The precision of when a key was last used. */
const noteUseEveryMs = 60_000

/**
 * Authenticates the caller. The key is read each time: a revoked one ends in every process at once, and a new one works
 * at once, with or without NATS.
 */
export function authentication(options: { database: Database; now: () => number; log: Logger }) {
  const noteUse = useNoter(options)
  return async (request: FastifyRequest): Promise<void> => {
    const apiKey = await findApiKey(options.database, bearerOf(request.headers.authorization))
    if (!apiKey) throw unauthenticated('The API key is not known.')
    if (apiKey.revoked) throw unauthenticated('The API key was revoked.')
    noteUse(apiKey.id, apiKey.lastUsedAt)
    request.apiKey = apiKey
  }
}

/** No call waits for this write, and a failed one is made up for at the next use. */
function useNoter({ database, now, log }: { database: Database; now: () => number; log: Logger }) {
  const underWay = new Set<ApiKeyId>()
  return (id: ApiKeyId, lastUsedAt: string | null): void => {
    const isRecent = lastUsedAt !== null && now() - Date.parse(lastUsedAt) < noteUseEveryMs
    if (isRecent || underWay.has(id)) return
    underWay.add(id)
    noteKeyUse(database, id)
      .catch((cause: unknown) => log.debug({ err: cause }, 'the use of a key was not noted'))
      .finally(() => underWay.delete(id))
  }
}

function bearerOf(header: string | undefined): string {
  const key = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1]
  if (!key) throw unauthenticated('Send "Authorization: Bearer prk_...".')
  return key
}

const unauthenticated = (detail: string) =>
  new Problem('unauthenticated', { detail, headers: { 'www-authenticate': 'Bearer' } })
