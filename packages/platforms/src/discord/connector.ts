import type { Connector, PublishJob, Tools } from '../contract.ts'
import { containsSecret } from '../kept-text.ts'
import { applyOverrides } from '@pressrun/content'
import { fieldsOf, readJson, unreadable } from '../json-answer.ts'
import { explainNotSent } from '../explain-not-sent.ts'
import { userAgent } from '@pressrun/outbound'
import type { CommitOutcome, Prepared, PrepareOutcome, VerifyOutcome } from '../outcomes.ts'
import { checkMessage, discordLimits, messageOf } from './message.ts'
import { isId, isSuccess, readDiscordRefusal, readPublished } from './read-answer.ts'
import { credentialsSchema, endpointOf, secretsOf, settingsSchema } from './settings.ts'
import type { Credentials, Settings } from './settings.ts'

type Job = PublishJob<Settings, Credentials>

/**
 * Posts a message by an incoming webhook. Discord knows no key for these and no way to list what was
 * posted: after an unknown outcome nobody can say whether the message is there.
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

/** Without `wait` Discord answers before it has accepted the message. */
async function commit(job: Job, prepared: Prepared, tools: Tools): Promise<CommitOutcome> {
  const result = await tools.outbound.request({
    method: 'POST',
    url: `${endpointOf(job.credentials)}?wait=true`,
    headers: ['content-type', 'application/json', 'user-agent', userAgent],
    body: prepared.payload,
    signal: job.signal,
  })
  if (result.outcome === 'answered') return readPublished(result, job.credentials, tools.now())
  return result.outcome === 'not-sent' ? explainNotSent(result) : result
}

async function verify(
  _settings: Settings,
  credentials: Credentials,
  tools: Tools,
  signal: AbortSignal,
): Promise<VerifyOutcome> {
  const result = await tools.outbound.request({
    method: 'GET',
    url: endpointOf(credentials),
    headers: ['user-agent', userAgent],
    signal,
  })
  if (result.outcome === 'not-sent') return explainNotSent(result)
  if (result.outcome === 'unknown') return result
  if (!isSuccess(result)) return readDiscordRefusal(result, credentials, tools.now())
  const json = readJson(result)
  if (json.outcome === 'unknown') return json
  const { id, name } = fieldsOf(json.value)
  if (!isId(id)) return unreadable(result.status)
  const named = typeof name === 'string' && !containsSecret(name, secretsOf(credentials))
  return { outcome: 'verified', identity: { id, ...(named && { name }) } }
}
