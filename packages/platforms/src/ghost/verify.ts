import { z } from 'zod'
import type { Tools } from '../contract.ts'
import type { VerifyOutcome } from '../outcomes.ts'
import { adminApi } from './admin-api.ts'
import type { Credentials, Settings } from './settings.ts'

const siteSchema = z.object({
  site: z.object({ title: z.string().max(500), url: z.string().max(2_000) }),
})

/** `/site/` names the site, but is public: only a request for posts proves the key. */
export async function verify(
  settings: Settings,
  credentials: Credentials,
  tools: Tools,
  signal: AbortSignal,
): Promise<VerifyOutcome> {
  const admin = adminApi(settings, credentials, tools, signal)
  const posts = await admin({ method: 'GET', path: '/posts/?limit=1&fields=id' })
  if (posts.outcome !== 'replied') return posts
  const reply = await admin({ method: 'GET', path: '/site/' })
  const site = reply.outcome === 'replied' ? siteSchema.safeParse(reply.body).data?.site : undefined
  return {
    outcome: 'verified',
    ...(site && { identity: { name: site.title, url: site.url } }),
  }
}
