import type { Connector, PublishJob, Tools } from '../contract.ts'
import { fieldsOf, unreadable } from '../json-answer.ts'
import { redactedExcerpt } from '../redacted-excerpt.ts'
import { applyOverrides } from '@pressrun/content'
import type {
  CommitOutcome,
  Prepared,
  PrepareOutcome,
  Rejected,
  VerifyOutcome,
} from '../outcomes.ts'
import { limits, validate } from './article.ts'
import { callForem } from './call.ts'
import { findArticle, placeOf } from './find-article.ts'
import { articlePayload } from './payload.ts'
import { alreadyTaken, titleUsedLately } from './read-answer.ts'
import {
  checkSettings,
  credentialsSchema,
  settingsSchema,
  type Credentials,
  type Settings,
} from './settings.ts'

type Job = PublishJob<Settings, Credentials>

const titleWindowMs = 5 * 60_000

/**
 * Publishes articles on dev.to or any other Forem. A repeat is refused there, but today's Forem forgets after five
 * minutes: in doubt a search comes first, and the refusal guards against posts that become visible after it.
 */
export const devto: Connector<Settings, Credentials> = {
  platform: 'devto',
  class: 'refuses-repeat',
  limits,
  settleMs: 6_000,
  settingsSchema,
  credentialsSchema,
  checkSettings,
  validate,
  prepare,
  commit,
  reconcile: findArticle,
  verify,
}

async function prepare(job: Job, { render }: Tools): Promise<PrepareOutcome> {
  const article = await render('devto-article', applyOverrides(job.content, job.overrides))
  if ('outcome' in article) return article
  return { outcome: 'prepared', payload: articlePayload(job, article), token: job.idempotencyKey }
}

async function commit(job: Job, prepared: Prepared, tools: Tools): Promise<CommitOutcome> {
  if (job.inDoubt) {
    const seen = await findArticle(job, tools)
    if (seen.outcome === 'found') return { ...seen, outcome: 'published' }
    if (seen.outcome !== 'absent') return seen
  }
  const reply = await create(job, prepared.payload, tools)
  const refused =
    reply.outcome === 'rejected' && [alreadyTaken, titleUsedLately].includes(reply.code)
  return refused ? adopt(job, reply, tools) : reply
}

async function create(job: Job, payload: string, tools: Tools): Promise<CommitOutcome> {
  const reply = await callForem(job, '/articles', tools, payload)
  if (reply.outcome !== 'replied') return reply
  const place = placeOf(fieldsOf(reply.value), job.credentials)
  return place ? { outcome: 'published', ...place } : unreadable(200)
}

/** There is a similar one. It is ours if it carries the marker; another's title soon becomes free again. */
async function adopt(job: Job, refusal: Rejected, tools: Tools): Promise<CommitOutcome> {
  const seen = await findArticle(job, tools)
  if (seen.outcome === 'found') return { ...seen, outcome: 'published' }
  if (seen.outcome !== 'absent') return seen
  if (refusal.code !== titleUsedLately) return refusal
  const until = new Date(tools.now().getTime() + titleWindowMs)
  return { outcome: 'rate-limited', scope: 'account', until }
}

async function verify(
  settings: Settings,
  credentials: Credentials,
  tools: Tools,
  signal: AbortSignal,
): Promise<VerifyOutcome> {
  const reply = await callForem({ settings, credentials, signal }, '/users/me', tools)
  if (reply.outcome !== 'replied') return reply
  const { id, username } = fieldsOf(reply.value)
  if (typeof id !== 'number' || typeof username !== 'string') return unreadable(200)
  return {
    outcome: 'verified',
    identity: { id: String(id), name: redactedExcerpt(username, credentials) },
  }
}
