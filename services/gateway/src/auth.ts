import { createHash } from 'node:crypto'
import { findApiKey, type ApiKey, type Database } from '@pressrun/db'
import type { FastifyRequest } from 'fastify'
import { Problem } from './problems/problem.ts'

/** How long a key that was found is taken at its word; one that is revoked works that long yet. */
const trustMs = 30_000
const knownMax = 1_000

/** Tells who calls. Keys nobody has are looked up each time, so that a new one works at once. */
export function authentication(database: Database, now: () => number) {
  const known = new Map<string, { readonly apiKey: ApiKey; readonly until: number }>()
  return async (request: FastifyRequest): Promise<void> => {
    const key = bearerOf(request.headers.authorization)
    const digest = createHash('sha256').update(key).digest('base64')
    const hit = known.get(digest)
    if (hit && hit.until > now()) {
      request.apiKey = hit.apiKey
      return
    }
    const apiKey = await findApiKey(database, key)
    if (!apiKey) throw unauthenticated('The API key is not known.')
    known.delete(digest)
    known.set(digest, { apiKey, until: now() + trustMs })
    if (known.size > knownMax) known.delete(known.keys().next().value as string)
    request.apiKey = apiKey
  }
}

function bearerOf(header: string | undefined): string {
  const key = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1]
  if (!key) throw unauthenticated('Send "Authorization: Bearer prk_...".')
  return key
}

const unauthenticated = (detail: string) =>
  new Problem('unauthenticated', { detail, headers: { 'www-authenticate': 'Bearer' } })
