import type { Connector, PublishJob, Tools } from '../contract.ts'
import { applyOverrides } from '@pressrun/content'
import { callJson } from '../call-json.ts'
import type { CommitOutcome, Prepared, PrepareOutcome, VerifyOutcome } from '../outcomes.ts'
import { checkMessage, discordLimits, messageOf } from './message.ts'
import { readPublished, readWebhook } from './read-answer.ts'
import { credentialsSchema, endpointOf, settingsSchema } from './settings.ts'
import type { Credentials, Settings } from './settings.ts'

type Job = PublishJob<Settings, Credentials>

/**
 * Posts a message by an incoming webhook. Discord knows no key for these and has no list of posts: after an unknown
 * outcome it cannot be determined whether the message exists.
 */
export const discord: Connector<Settings, Credentials> = {
  platform: 'discord',
  class: 'none',
  limits: discordLimits,
  settingsSchema,
  credentialsSchema,
  checkSettings: () => [],
  validate: (content, limits = discordLimits) => checkMessage(content, limits),
  prepare,
  commit,
  verify,
}

async function prepare(job: Job, { render }: Tools): Promise<PrepareOutcome> {
  const text = await render('discord-text', applyOverrides(job.content, job.overrides))
  if (typeof text !== 'string') return text
  return {
    outcome: 'prepared',
    payload: messageOf(text, job.settings),
    token: job.idempotencyKey,
  }
}

/** Without `wait` Discord responds before it has accepted the message. */
function commit(job: Job, prepared: Prepared, { outbound, now }: Tools): Promise<CommitOutcome> {
  const { credentials, signal } = job
  const call = { url: `${endpointOf(credentials)}?wait=true`, body: prepared.payload, signal }
  return callJson(outbound, call, (answer) => readPublished(answer, credentials, now()))
}

function verify(
  _settings: Settings,
  credentials: Credentials,
  { outbound, now }: Tools,
  signal: AbortSignal,
): Promise<VerifyOutcome> {
  return callJson(outbound, { url: endpointOf(credentials), signal }, (answer) =>
    readWebhook(answer, credentials, now()),
  )
}
