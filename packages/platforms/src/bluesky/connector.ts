import type { Verification } from '@pressrun/events'
import type { Connector, PublishJob, Tools } from '../contract.ts'
import { failedLookUp } from '../failed-look-up.ts'
import type {
  CommitOutcome,
  Prepared,
  PrepareOutcome,
  ReconcileOutcome,
  VerifyOutcome,
} from '../outcomes.ts'
import { applyOverrides } from '@pressrun/content'
import { checkPost, collection, fittedPost, postLimits, withMentions } from './post.ts'
import { findRecord, putRecord } from './records.ts'
import { resolveMentions } from './resolve-mentions.ts'
import { nothingWritten, openAnew, openSession } from './session.ts'
import { checkSettings, credentialsSchema, settingsSchema } from './settings.ts'
import type { Credentials, Settings } from './settings.ts'
import { recordKey } from './tid.ts'

type Job = PublishJob<Settings, Credentials>

/** Writes a record under a key of ours into the account's repository (https://atproto.com). */
export const bluesky: Connector<Settings, Credentials> = {
  platform: 'bluesky',
  class: 'deterministic-id',
  limits: postLimits,
  settleMs: 6_000,
  settingsSchema,
  credentialsSchema,
  checkSettings,
  validate: (content, limits = postLimits) => checkPost(fittedPost(content), limits),
  prepare,
  commit,
  reconcile,
  verify,
}

const keyOf = (job: Job) => recordKey(job.plannedAt, job.idempotencyKey)

async function prepare(job: Job, tools: Tools): Promise<PrepareOutcome> {
  const content = applyOverrides(job.content, job.overrides)
  const createdAt = job.plannedAt
  const post = await tools.render('bluesky-record', { content, settings: job.settings, createdAt })
  if ('outcome' in post) return post
  const session = await openSession(job, tools)
  if (session.outcome !== 'session') return session
  const mentioned = await resolveMentions(post.mentions, job, tools)
  if ('outcome' in mentioned) return mentioned
  const rkey = keyOf(job)
  const record = withMentions(post.record, mentioned)
  // A null `swapRecord` requires that there is none yet.
  const input = { repo: session.did, collection, rkey, validate: true, swapRecord: null, record }
  return { outcome: 'prepared', payload: JSON.stringify(input), token: rkey }
}

/**
 * A repeat is harmless while the record stays as it is; but a server may respond to one with 5xx, so an existing
 * record is searched for first.
 */
async function commit(
  job: Job,
  { payload, token }: Prepared,
  tools: Tools,
): Promise<CommitOutcome> {
  const session = await openSession(job, tools)
  if (session.outcome !== 'session') return nothingWritten(session)
  if (job.inDoubt) {
    const seen = await findRecord(token, session, job, tools)
    if (seen.outcome === 'found') return { ...seen, outcome: 'published' }
    if (seen.outcome !== 'absent') return seen
  }
  return putRecord(token, payload, session, job, tools)
}

async function reconcile(job: Job, tools: Tools): Promise<ReconcileOutcome> {
  if (job.firstAttemptLost) return keyLost
  const session = await openSession(job, tools)
  if (session.outcome !== 'session') return failedLookUp(session)
  return findRecord(keyOf(job), session, job, tools)
}

const keyLost = {
  outcome: 'unknown',
  code: 'record-key-lost',
  message: 'The key of the record was made of an instant that was lost with the database.',
  hopeless: true,
} as const

async function verify(
  settings: Settings,
  credentials: Credentials,
  tools: Tools,
  signal: AbortSignal,
  verified: Verification | null = null,
): Promise<VerifyOutcome> {
  const session = await openAnew({ settings, credentials, verified, signal }, tools)
  if (session.outcome !== 'session') return session
  const { did, handle } = session
  const identity = { id: did, name: handle, url: `https://bsky.app/profile/${did}` }
  return { outcome: 'verified', identity }
}
