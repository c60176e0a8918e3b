import { z } from 'zod'
import type { PublishJob, Tools } from '../contract.ts'
import { failedLookUp, type FailedLookUp } from '../failed-look-up.ts'
import type { ReconcileOutcome, Unknown } from '../outcomes.ts'
import { applyOverrides } from '@pressrun/content'
import { cachedIdentity } from './identity.ts'
import { compareShown, isSame, type Resemblance } from './same-text.ts'
import { read, type Failure, type Server } from './server.ts'
import type { Credentials, Settings } from './settings.ts'
import { statusesSince, type Listed, type Status } from './statuses-since.ts'

type Job = PublishJob<Settings, Credentials>

/** The server's clock may be behind ours by this much. */
const clockSkewMs = 5 * 60 * 1000

/**
 * Sources that one check reads: with the lists it stays below the 300 requests that Mastodon allows in five minutes.
 */
const sourcesMax = 150

/**
 * Searches for the post of this job. Mastodon has no place for a marker, so the text is compared, and the time:
 * nothing was posted before it was planned.
 */
export async function findStatus(job: Job, tools: Tools): Promise<ReconcileOutcome> {
  const { settings, credentials, signal } = job
  const server: Server = { settings, credentials, tools, signal }
  const identity = await cachedIdentity(job.accountId, server)
  if (identity.outcome !== 'read') return failedLookUp(identity)
  const since = new Date(job.plannedAt.getTime() - clockSkewMs)
  const listed = await statusesSince(server, identity.value.id, since)
  if (listed.outcome !== 'read') return failedLookUp(listed)
  const content = applyOverrides(job.content, job.overrides)
  const texts = await tools.render('mastodon-texts', content)
  if ('outcome' in texts) return { ...texts, outcome: 'unknown' }
  const compared = await compareAll(server, listed.value.statuses, texts, job.generation)
  return 'outcome' in compared ? compared : judge(job, listed.value, compared)
}

/** The newest first. */
type Compared = { readonly ours: readonly Status[]; readonly undecided: number }

/**
 * The shown text differs from the posted one in ways of each server's own (links, smileys, code), so the sources
 * decide; similar ones are read first. Ends when enough are found.
 */
async function compareAll(
  server: Server,
  statuses: readonly Status[],
  texts: readonly string[],
  enough: number,
): Promise<Compared | FailedLookUp> {
  const resembles = texts.map(compareShown)
  const likely = statuses
    .map((status) => ({
      status,
      shown: closest(resembles.map((resemble) => resemble(status.content))),
    }))
    .toSorted((one, other) => Number(other.shown === 'same') - Number(one.shown === 'same'))
  const ours: Status[] = []
  let undecided = 0
  for (const [index, { status, shown }] of likely.entries()) {
    if (index >= sourcesMax) return tooMany
    const resemblance = await compare(server, status, shown, texts)
    if (typeof resemblance === 'object') return resemblance
    if (resemblance === 'same') ours.push(status)
    if (resemblance === 'similar') undecided += 1
    if (ours.length >= enough) break
  }
  return { ours: statuses.filter((status) => ours.includes(status)), undecided }
}

const closest = (all: readonly Resemblance[]): Resemblance =>
  all.find((one) => one === 'same') ?? all.find((one) => one === 'similar') ?? 'other'

/** By its source; where the server stores none, by its HTML. */
async function compare(
  server: Server,
  { id }: Status,
  shown: Resemblance,
  texts: readonly string[],
): Promise<Resemblance | FailedLookUp> {
  const source = await readSource(server, id)
  if (source.outcome === 'read')
    return texts.some((text) => isSame(source.value.text, text)) ? 'same' : 'other'
  return isPassing(source) ? failedLookUp(source) : shown
}

const readSource = (server: Server, id: string) =>
  read(server, `/api/v1/statuses/${encodeURIComponent(id)}/source`, z.object({ text: z.string() }))

/** It may work another time; a server without sources returns 404 or the like. */
const isPassing = (failure: Failure) =>
  failure.outcome !== 'rejected' && failure.outcome !== 'auth-required'

/**
 * A forced publication has the same text as the one before it, which may be among the found or removed by now; and a
 * text that was edited since is no longer ours.
 */
function judge(
  { generation, settings }: Job,
  { statuses, visibilities }: Listed,
  { ours, undecided }: Compared,
): ReconcileOutcome {
  const [newest] = ours
  if (newest && ours.length >= generation)
    return { outcome: 'found', remoteId: newest.id, ...(newest.url && { url: newest.url }) }
  if (newest) return ambiguous
  if (statuses.some(({ edited_at }) => edited_at)) return edited
  if (undecided > 0) return similar
  const { visibility = 'public' } = settings
  const isListed = visibility === 'public' || visibility === 'unlisted'
  return isListed || visibilities.has(visibility) ? { outcome: 'absent' } : notListed
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
const similar: Unknown = {
  outcome: 'unknown',
  code: 'look-ambiguous',
  message: 'a similar text is there, and this server does not show what it was made of',
}
/** Seen with snac2: such statuses are left out of the list, even for their author. */
const notListed: Unknown = {
  outcome: 'unknown',
  code: 'look-ambiguous',
  message: 'the text is not listed, but this server may not list private and direct statuses',
}
const tooMany: Unknown = {
  outcome: 'unknown',
  code: 'too-many-statuses',
  message: `the account has more than ${sourcesMax} statuses since the task was planned`,
}
