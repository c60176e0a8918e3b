import type { Connector, PublishJob, Tools } from '../contract.ts'
import type {
  CommitOutcome,
  Prepared,
  PrepareOutcome,
  Unknown,
  VerifyOutcome,
} from '../outcomes.ts'
import { applyOverrides } from '@pressrun/content'
import { serverPath } from '../server-url.ts'
import { findStatus } from './find-status.ts'
import { readIdentity } from './identity.ts'
import { readInstance, cachedInstance } from './instance.ts'
import { instanceDefault, limitsOf } from './instance-limits.ts'
import { readPublished } from './read-answer.ts'
import { checkContent } from './render-status.ts'
import { callServer } from './server.ts'
import {
  checkSettings,
  credentialsSchema,
  settingsSchema,
  type Credentials,
  type Settings,
} from './settings.ts'
import { honoursKeys, readSoftware, type Software } from './software.ts'

type Job = PublishJob<Settings, Credentials>

/** Posts a status. Mastodon keeps a key for an hour and responds to a repeat with the first status. */
export const mastodon: Connector<Settings, Credentials> = {
  platform: 'mastodon',
  class: 'key',
  classOf: ({ idempotencyKeys }, verified) =>
    idempotencyKeys === 'honoured' || (!idempotencyKeys && verified?.class === 'key')
      ? 'key'
      : 'lookup',
  limits: limitsOf(instanceDefault),
  // Five minutes of the hour are for clocks that differ and slow requests.
  keyWindowMs: 55 * 60 * 1000,
  settleMs: 6_000,
  // Small servers stall while they deliver: on snac2 a post 1.5 s late was visible after more than 6 s.
  settleMsOf: (idempotencyClass) => (idempotencyClass === 'lookup' ? 15_000 : undefined),
  settingsSchema,
  credentialsSchema,
  checkSettings,
  validate: (content, limits = limitsOf(instanceDefault)) => checkContent(content, limits),
  prepare,
  commit,
  reconcile: findStatus,
  verify,
}

async function prepare(job: Job, tools: Tools): Promise<PrepareOutcome> {
  const { accountId, settings, credentials, signal, idempotencyKey } = job
  const content = applyOverrides(job.content, job.overrides)
  const instance = await cachedInstance(accountId, { settings, credentials, tools, signal })
  if (signal.aborted) return aborted
  // A server that does not publish its limits today may still accept more than Mastodon's default: it judges for
  // itself then, and refuses what is too long.
  const status = await tools.render('mastodon-status', { content, instance })
  if ('outcome' in status) return status
  const { text, violation } = status
  if (violation) return { outcome: 'rejected', code: violation.code, message: violation.message }
  const payload = JSON.stringify({ status: text, visibility: settings.visibility ?? 'public' })
  return { outcome: 'prepared', payload, token: idempotencyKey }
}

const aborted: Unknown = {
  outcome: 'unknown',
  code: 'aborted',
  message: 'the attempt was aborted before anything was posted',
}

async function commit(job: Job, prepared: Prepared, tools: Tools): Promise<CommitOutcome> {
  const outcome = await post(job, prepared, tools)
  const fails = outcome.outcome === 'unknown' && outcome.code.startsWith('http-5')
  if (!fails || !job.inDoubt) return outcome
  // Some versions respond to a repeat with 500 although the status exists (mastodon#40399).
  const seen = await findStatus(job, tools)
  return seen.outcome === 'found' ? { ...seen, outcome: 'published' } : outcome
}

function post(job: Job, { payload, token }: Prepared, tools: Tools): Promise<CommitOutcome> {
  const { settings, credentials, signal } = job
  const call = {
    url: serverPath(settings.instanceUrl, '/api/v1/statuses'),
    headers: ['idempotency-key', token],
    body: payload,
  }
  return callServer({ settings, credentials, signal, tools }, call, (answer) =>
    readPublished(answer, credentials, tools.now()),
  )
}

async function verify(
  settings: Settings,
  credentials: Credentials,
  tools: Tools,
  signal: AbortSignal,
): Promise<VerifyOutcome> {
  const server = { settings, credentials, tools, signal }
  const reply = await readIdentity(server)
  if (reply.outcome !== 'read') return reply
  const { id, acct, url } = reply.value
  const [instance, software] = await Promise.all([readInstance(server), readSoftware(server)])
  return {
    outcome: 'verified',
    identity: { id, name: acct, ...(url && { url }) },
    ...(instance && { limits: limitsOf(instance) }),
    ...(software && { software }),
    class: honoursKeys(software) ? 'key' : 'lookup',
    ...(!honoursKeys(software) &&
      !settings.idempotencyKeys && { message: mayIgnoreKeys(software) }),
  }
}

const mayIgnoreKeys = (software: Software | undefined) =>
  `${software?.name ?? 'This server'} is not known to honour Idempotency-Key: after a lost answer the account's ` +
  "posts are looked through before anything is sent again. If it does, set idempotencyKeys to 'honoured'."
