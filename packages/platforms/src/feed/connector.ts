import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connector, PublishJob, Tools } from '../contract.ts'
import { checkLimits, contentLimits, checkRenderable, applyOverrides } from '@pressrun/content'
import type {
  CommitOutcome,
  Prepared,
  PrepareOutcome,
  ReconcileOutcome,
  VerifyOutcome,
} from '../outcomes.ts'
import { createCoalescer } from './coalesce.ts'
import { findDirectory, openDirectory, type FeedDirectory } from './directory.ts'
import { explainFailure, explainHalfWritten, explainUnreadable } from './failure.ts'
import { pageName, pageUrl } from './page-name.ts'
import { entryFile, rebuildFeed } from './rebuild-feed.ts'
import type { Files } from './render-files.ts'
import {
  checkSettings,
  credentialsSchema,
  settingsSchema,
  type Credentials,
  type Settings,
} from './settings.ts'
import { writeAtomically } from './write-atomically.ts'

type Job = PublishJob<Settings, Credentials>

/** Publishes into a folder that any web server can serve: a page per task and an Atom feed. */
export const feed: Connector<Settings, Credentials> = {
  platform: 'feed',
  class: 'deterministic-id',
  limits: contentLimits,
  settingsSchema,
  credentialsSchema,
  checkSettings,
  validate: (content, limits = contentLimits) => [
    ...checkLimits(content, limits),
    ...checkRenderable(content.body),
  ],
  prepare,
  commit,
  reconcile,
  verify,
}

const oneAtATime = createCoalescer()

async function prepare(job: Job, { dataDir, render }: Tools): Promise<PrepareOutcome> {
  const { taskId, generation, plannedAt, settings } = job
  const files = await render('feed-files', {
    taskId,
    generation,
    content: applyOverrides(job.content, job.overrides),
    feedTitle: settings.title,
    url: pageUrl(job, dataDir),
    at: plannedAt,
  })
  if ('outcome' in files) return files
  return { outcome: 'prepared', payload: JSON.stringify(files), token: pageName(job) }
}

async function commit(job: Job, prepared: Prepared, { dataDir }: Tools): Promise<CommitOutcome> {
  if (job.signal.aborted) {
    return { outcome: 'not-sent', code: 'aborted', message: 'the attempt was aborted' }
  }
  const files = JSON.parse(prepared.payload) as Files
  let directory: FeedDirectory
  try {
    directory = await openDirectory(dataDir, job.settings.directory)
    // The entry comes before the page: a page that exists is never missing from the next feed.
    const entry = entryFile(job.plannedAt, `${job.taskId}.${job.generation}`)
    await writeAtomically(join(directory.entries, entry), files.entry)
  } catch (error) {
    return explainFailure(error)
  }
  try {
    await writeAtomically(join(directory.pages, prepared.token), files.page)
    await oneAtATime(directory.pages, () => rebuildFeed(directory, headOf(job)))
  } catch (error) {
    return explainHalfWritten(error)
  }
  return { outcome: 'published', remoteId: prepared.token, url: pageUrl(job, dataDir) }
}

function headOf({ accountId, settings }: Job) {
  return { id: `urn:pressrun:${accountId}`, title: settings.title, siteUrl: settings.siteUrl }
}

async function reconcile(job: Job, { dataDir }: Tools): Promise<ReconcileOutcome> {
  const token = pageName(job)
  try {
    const directory = await findDirectory(dataDir, job.settings.directory)
    await access(join(directory.pages, token))
    return { outcome: 'found', remoteId: token, url: pageUrl(job, dataDir) }
  } catch (error) {
    return explainUnreadable(error)
  }
}

/** Makes the directory, so that what would fail later fails now. */
async function verify(
  settings: Settings,
  _credentials: Credentials,
  { dataDir }: Tools,
): Promise<VerifyOutcome> {
  try {
    const directory = await openDirectory(dataDir, settings.directory)
    await access(directory.entries, constants.W_OK)
    return { outcome: 'verified' }
  } catch (error) {
    return explainFailure(error)
  }
}
