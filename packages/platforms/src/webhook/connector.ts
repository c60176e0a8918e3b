import type { Connector, PublishJob, Tools } from '../contract.ts'
import { checkLimits, contentLimits, applyOverrides } from '@pressrun/content'
import { callJson } from '../call-json.ts'
import { explainNotSent } from '../explain-not-sent.ts'
import type { CommitOutcome, Prepared, VerifyOutcome } from '../outcomes.ts'
import { readAnswer } from './read-answer.ts'
import {
  checkSettings,
  credentialsSchema,
  settingsSchema,
  type Credentials,
  type Settings,
} from './settings.ts'
import { signatureHeaders } from './sign.ts'

type Job = PublishJob<Settings, Credentials>

/** POSTs the content as JSON to a URL; the receiver is asked to honour `Idempotency-Key`. */
export const webhook: Connector<Settings, Credentials> = {
  platform: 'webhook',
  class: 'key',
  limits: contentLimits,
  settingsSchema,
  credentialsSchema,
  checkSettings,
  validate: (content, limits = contentLimits) => checkLimits(content, limits),
  prepare: (job) =>
    Promise.resolve({ outcome: 'prepared', payload: payloadOf(job), token: job.idempotencyKey }),
  commit,
  verify,
}

function payloadOf(job: Job): string {
  const { tooLong: _ours, ...content } = applyOverrides(job.content, job.overrides)
  return JSON.stringify({
    taskId: job.taskId,
    runId: job.runId,
    account: { id: job.accountId, name: job.accountName },
    content,
  })
}

function commit(job: Job, { payload }: Prepared, { outbound, now }: Tools): Promise<CommitOutcome> {
  const { settings, credentials, signal } = job
  const headers = headersOf(job, payload, now())
  const call = { url: settings.url, headers, body: payload, signal }
  return callJson(outbound, call, (answer) => readAnswer(answer, credentials, now()))
}

function headersOf(
  { settings, credentials, idempotencyKey }: Job,
  body: string,
  now: Date,
): string[] {
  const headers = ['idempotency-key', idempotencyKey]
  const { secret } = credentials
  if (secret) headers.push(...signatureHeaders(secret, idempotencyKey, now, body))
  addTo(headers, settings.headers)
  addTo(headers, credentials.headers)
  return headers
}

function addTo(headers: string[], more: Record<string, string> | undefined): void {
  if (more === undefined) return
  for (const name of Object.keys(more)) headers.push(name, more[name] ?? '')
}

/** A request would be a post, so only the address is checked. */
async function verify(
  settings: Settings,
  _credentials: Credentials,
  tools: Tools,
): Promise<VerifyOutcome> {
  const result = await tools.outbound.check(settings.url)
  return result.outcome === 'reachable' ? { outcome: 'verified' } : explainNotSent(result)
}
