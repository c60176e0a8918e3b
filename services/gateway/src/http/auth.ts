import { findApiKey, noteKeyUse } from '@pressrun/vault'
import { type Database } from '@pressrun/db'
import type { ApiKeyId } from '@pressrun/events'
import type { Logger } from '@pressrun/runtime'
import type { FastifyRequest } from 'fastify'
import { Problem } from '../problems/problem.ts'

/** How exactly it is known when a key was used last. */
const noteUseEveryMs = 60_000

/**
 * Finds out who calls. The key is read each time: one that is revoked ends in every process at once, and
 * a new one works at once, whether or not NATS is there.
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

/** No call waits for the note, and one that fails is made at the next use. */
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
