import {
  prepareDraft,
  publishedAs,
  readPayload,
  reconcileDraft,
} from '../blogs/draft-then-publish.ts'
import { answerUnreadable, draftGone, heldBack } from '../blogs/commit-outcomes.ts'
import type { Connector, PublishJob, Tools } from '../contract.ts'
import { checkLimits, contentLimits, checkRenderable } from '@pressrun/content'
import type { CommitOutcome, Prepared } from '../outcomes.ts'
import { parsePost, postFields, traceOf } from './post.ts'
import { restApi } from './rest.ts'
import {
  checkSettings,
  credentialsSchema,
  settingsSchema,
  type Credentials,
  type Settings,
} from './settings.ts'
import { siteOf } from './site.ts'
import { verify } from './verify.ts'

type Job = PublishJob<Settings, Credentials>

/** Makes a draft whose slug carries our marker, and publishes it by its number. */
export const wordpress: Connector<Settings, Credentials> = {
  platform: 'wordpress',
  class: 'draft-then-publish',
  limits: contentLimits,
  settleMs: 6_000,
  settingsSchema,
  credentialsSchema,
  checkSettings,
  validate: (content, limits = contentLimits) => [
    ...checkLimits(content, limits),
    ...checkRenderable(content.body),
  ],
  prepare: (job, tools) =>
    prepareDraft(siteOf(job, tools), tools, (signal) => siteOf({ ...job, signal }, tools)),
  commit,
  reconcile: (job, tools) => reconcileDraft(siteOf(job, tools)),
  verify,
}

/** Publishing a published post changes nothing, so a repeat by number is no second post. */
async function commit(job: Job, prepared: Prepared, tools: Tools): Promise<CommitOutcome> {
  const trace = readPayload(prepared)
  if (trace.state !== 'draft') return publishedAs(trace)
  const rest = restApi(job.settings, job.credentials, tools, job.signal)
  const reply = await rest({
    method: 'POST',
    path: `/posts/${trace.id}?${postFields}`,
    body: { status: 'publish' },
  })
  if (reply.outcome === 'rejected' && reply.code === 'rest_post_invalid_id') return draftGone
  if (reply.outcome !== 'replied') return reply
  const post = parsePost(reply.body)
  if (post === undefined) return answerUnreadable
  const now = traceOf(post)
  return now.state === 'published' ? publishedAs(now) : heldBack(post.status)
}
