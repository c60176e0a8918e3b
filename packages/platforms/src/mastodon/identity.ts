import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { AccountId } from '@pressrun/events'
import { read, type Read, type Server } from './server.ts'

const identitySchema = z.object({
  id: z.string().min(1).max(500),
  acct: z.string().min(1).max(500),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .catch(undefined),
})

export type Identity = z.infer<typeof identitySchema>

const ttlMs = 60 * 60 * 1000

/** The account of the token. A refusal of this request is about the token: snac2 returns 422 for a bad one. */
export async function readIdentity(server: Server): Promise<Read<Identity>> {
  const identity = await read(server, '/api/v1/accounts/verify_credentials', identitySchema)
  const isOfToken = identity.outcome === 'rejected' && identity.code === 'http-422'
  if (!isOfToken) return identity
  return {
    outcome: 'auth-required',
    message: `the server does not accept this access token (${identity.message})`,
  }
}

export function cachedIdentity(accountId: AccountId, server: Server): Promise<Read<Identity>> {
  const { settings, credentials, tools } = server
  const whose = createHash('sha256').update(credentials.accessToken).digest('base64url')
  const key = `mastodon/identity/${accountId}/${settings.instanceUrl}/${whose}`
  return tools.cache.getOrLoad(key, async () => {
    const value = await readIdentity(server)
    return { value, ttlMs: value.outcome === 'read' ? ttlMs : 0 }
  })
}
