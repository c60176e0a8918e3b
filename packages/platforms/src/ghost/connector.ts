import { contentMaxima, checkLimits, checkRenderable, type Limit } from '@pressrun/content'
import {
  prepareDraft,
  publishedAs,
  readPayload,
  reconcileDraft,
} from '../blogs/draft-then-publish.ts'
import type { Connector } from '../contract.ts'
import { adminApi } from './admin-api.ts'
import { publishDraft } from './publish-draft.ts'
import {
  checkSettings,
  credentialsSchema,
  settingsSchema,
  type Credentials,
  type Settings,
} from './settings.ts'
import { siteOf } from './site.ts'
import { verify } from './verify.ts'

/** Ghost refuses longer titles and excerpts; a body and tags of ours fit. */
const limits: readonly Limit[] = [
  { path: 'title', unit: 'code-points', max: 255 },
  { path: 'summary', unit: 'code-points', max: 300 },
  { path: 'body', unit: 'utf16-units', max: contentMaxima.body },
  { path: 'tags', unit: 'items', max: contentMaxima.tags },
]

/** Makes a draft with an internal tag of ours, and publishes it by its id. */
export const ghost: Connector<Settings, Credentials> = {
  platform: 'ghost',
  class: 'draft-then-publish',
  limits,
  settleMs: 6_000,
  settingsSchema,
  credentialsSchema,
  checkSettings,
  validate: (content, instanceLimits = limits) => [
    ...checkLimits(content, instanceLimits),
    ...checkRenderable(content.body),
  ],
  prepare: (job, tools) =>
    prepareDraft(siteOf(job, tools), tools, (signal) => siteOf({ ...job, signal }, tools)),
  commit: async (job, prepared, tools) => {
    const trace = readPayload(prepared)
    if (trace.state !== 'draft') return publishedAs(trace)
    return publishDraft(trace, adminApi(job.settings, job.credentials, tools, job.signal))
  },
  reconcile: (job, tools) => reconcileDraft(siteOf(job, tools)),
  verify,
}
