import { z } from 'zod'
import { answerUnreadable } from '../blogs/commit-outcomes.ts'
import type { Tools } from '../contract.ts'
import type { VerifyOutcome } from '../outcomes.ts'
import { restApi } from './rest.ts'
import { notAccepted, type Credentials, type Settings } from './settings.ts'

const userSchema = z.object({
  id: z.number().int(),
  name: z.string().max(200),
  link: z.string().max(2_000).optional().catch(undefined),
  capabilities: z.record(z.string(), z.unknown()),
})

/** Who are we there, and may we publish? */
export async function verify(
  settings: Settings,
  credentials: Credentials,
  tools: Tools,
  signal: AbortSignal,
): Promise<VerifyOutcome> {
  const rest = restApi(settings, credentials, tools, signal)
  const path = '/users/me?context=edit&_fields=id,name,link,capabilities'
  const reply = await rest({ method: 'GET', path })
  if (reply.outcome === 'auth-required')
    return { ...reply, message: `${notAccepted} (${reply.message})` }
  if (reply.outcome !== 'replied') return reply
  const { data: user } = userSchema.safeParse(reply.body)
  if (user === undefined) return answerUnreadable
  if (user.capabilities['publish_posts'] !== true) return mayNotPublish
  const { id, name, link } = user
  return {
    outcome: 'verified',
    identity: { id: String(id), name, ...(link && { url: link }) },
  }
}

const mayNotPublish = {
  outcome: 'rejected',
  code: 'cannot-publish',
  message: 'this user may not publish posts; WordPress lets authors, editors and administrators',
} as const
