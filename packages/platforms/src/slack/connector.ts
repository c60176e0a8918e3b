import type { Connector, PublishJob, Tools } from '../contract.ts'
import { unreadable, webAddress } from '../json-answer.ts'
import { redactedExcerpt } from '../redacted-excerpt.ts'
import type {
  CommitOutcome,
  Prepared,
  PrepareOutcome,
  ReconcileOutcome,
  VerifyOutcome,
} from '../outcomes.ts'
import { applyOverrides } from '@pressrun/content'
import { callSlack } from './call.ts'
import { findMessage } from './find-message.ts'
import { checkMessage, limits, messagePayload } from './message.ts'
import {
  checkSettings,
  credentialsSchema,
  settingsSchema,
  type Credentials,
  type Settings,
} from './settings.ts'

type Job = PublishJob<Settings, Credentials>

/** The post is out already: its address is not worth a long wait. */
const permalinkDeadlineMs = 3_000

/** Posts to a channel as a bot. Slack takes no key of ours, but stores what we attach to a message. */
export const slack: Connector<Settings, Credentials> = {
  platform: 'slack',
  class: 'lookup',
  limits,
  settleMs: 6_000,
  settingsSchema,
  credentialsSchema,
  checkSettings,
  validate: (content, instanceLimits = limits) => checkMessage(content, instanceLimits),
  prepare,
  commit,
  reconcile,
  verify,
}

async function prepare(job: Job, { render }: Tools): Promise<PrepareOutcome> {
  const text = await render('slack-text', applyOverrides(job.content, job.overrides))
  if (typeof text !== 'string') return text
  return { outcome: 'prepared', payload: messagePayload(job, text), token: job.idempotencyKey }
}

async function commit(job: Job, prepared: Prepared, tools: Tools): Promise<CommitOutcome> {
  const reply = await callSlack(job, { method: 'chat.postMessage', body: prepared.payload }, tools)
  if (reply.outcome !== 'replied') return reply
  const { ts } = reply.body
  if (typeof ts !== 'string') return unreadable(200)
  return { outcome: 'published', ...(await address(job, ts, tools)) }
}

async function reconcile(job: Job, tools: Tools): Promise<ReconcileOutcome> {
  const seen = await findMessage(job, tools)
  if (seen.outcome !== 'found') return seen
  return { outcome: 'found', ...(await address(job, seen.ts, tools)) }
}

/** A timestamp identifies a message within its channel, even without a permalink. */
async function address(job: Job, ts: string, tools: Tools) {
  const query = { channel: job.settings.channel, message_ts: ts }
  const call = { method: 'chat.getPermalink', query, deadlineMs: permalinkDeadlineMs }
  const reply = await callSlack(job, call, tools)
  const permalink = reply.outcome === 'replied' ? reply.body['permalink'] : undefined
  const url = webAddress(permalink, job.credentials)
  return { remoteId: `${job.settings.channel}:${ts}`, ...(url && { url }) }
}

async function verify(
  settings: Settings,
  credentials: Credentials,
  tools: Tools,
  signal: AbortSignal,
): Promise<VerifyOutcome> {
  const caller = { settings, credentials, signal }
  const reply = await callSlack(caller, { method: 'auth.test', body: '{}' }, tools)
  if (reply.outcome !== 'replied') return reply
  const { user_id: id, user, url: place } = reply.body
  const url = webAddress(place, credentials)
  return {
    outcome: 'verified',
    identity: {
      ...(typeof id === 'string' && { id: redactedExcerpt(id, credentials) }),
      ...(typeof user === 'string' && { name: redactedExcerpt(user, credentials) }),
      ...(url && { url }),
    },
  }
}
