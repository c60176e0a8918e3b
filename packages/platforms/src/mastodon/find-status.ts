import { z } from 'zod'
import type { PublishJob, Tools } from '../contract.ts'
import { failedLook, type FailedLook } from '../failed-look.ts'
import type { ReconcileOutcome, Unknown } from '../outcomes.ts'
import { applyOverrides } from '@pressrun/content'
import { rememberedIdentity } from './identity.ts'
import { isSame, looksLike } from './same-text.ts'
import { read, type Failure, type Server } from './server.ts'
import type { Credentials, Settings } from './settings.ts'
import { statusesSince, type Status } from './statuses-since.ts'

type Job = PublishJob<Settings, Credentials>

/** The server's clock may be behind ours by this much. */
const clockSkewMs = 5 * 60 * 1000

/**
 * Looks for what this job posted. Mastodon has no place for a marker, so the text is compared, and
 * the time: nothing was posted before it was planned.
 */
export async function findStatus(job: Job, tools: Tools): Promise<ReconcileOutcome> {
  const { settings, credentials, signal } = job
  const server: Server = { settings, credentials, tools, signal }
  const identity = await rememberedIdentity(job.accountId, server)
  if (identity.outcome !== 'read') return failedLook(identity)
  const since = new Date(job.plannedAt.getTime() - clockSkewMs)
  const statuses = await statusesSince(server, identity.value.id, since)
  if (statuses.outcome !== 'read') return failedLook(statuses)
  const content = applyOverrides(job.content, job.overrides)
  const status = await tools.render('mastodon-status', { content })
  if ('outcome' in status) return { ...status, outcome: 'unknown' }
  const ours = await withText(server, statuses.value, status.text)
  return 'outcome' in ours ? ours : judge(job, statuses.value, ours)
}

/** Those whose source is the text; where the server keeps no source, those that look like it. */
async function withText(
  server: Server,
  statuses: readonly Status[],
  text: string,
): Promise<Status[] | FailedLook> {
  const ours: Status[] = []
  const mayBe = looksLike(text)
  for (const status of statuses.filter(({ content }) => mayBe(content))) {
    const source = await readSource(server, status.id)
    if (source.outcome !== 'read' && isPassing(source)) return failedLook(source)
    if (source.outcome !== 'read' || isSame(source.value.text, text)) ours.push(status)
  }
  return ours
}

const readSource = (server: Server, id: string) =>
  read(server, `/api/v1/statuses/${encodeURIComponent(id)}/source`, z.object({ text: z.string() }))

/** It may be told another time; a server that knows no sources says 404 or the like. */
const isPassing = (failure: Failure) =>
  failure.outcome !== 'rejected' && failure.outcome !== 'auth-required'

/**
 * A forced publication has the same text as the one before it, which may be among the found or
 * removed by now; and a text that somebody has edited since is no longer ours.
 */
function judge(job: Job, statuses: readonly Status[], ours: readonly Status[]): ReconcileOutcome {
  const [newest] = ours
  if (newest && ours.length >= job.generation)
    return { outcome: 'found', remoteId: newest.id, ...(newest.url && { url: newest.url }) }
  if (newest) return ambiguous
  return statuses.some(({ edited_at }) => edited_at) ? edited : { outcome: 'absent' }
}

const ambiguous: Unknown = {
  outcome: 'unknown',
  code: 'look-ambiguous',
  message: 'the same text is there, but it may be of an earlier publication of this task',
}
const edited: Unknown = {
  outcome: 'unknown',
  code: 'look-ambiguous',
  message: 'the text is not there, but a status since then was edited',
}
