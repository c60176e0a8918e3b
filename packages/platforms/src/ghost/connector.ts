import { checkLimits, checkRenderable, withShortenedParts } from '@pressrun/content'
import {
  prepareDraft,
  publishedAs,
  readPayload,
  reconcileDraft,
} from '../blogs/draft-then-publish.ts'
import type { Connector } from '../contract.ts'
import { adminApi } from './admin-api.ts'
import { limits } from './limits.ts'
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
    ...checkLimits(withShortenedParts(content, instanceLimits), instanceLimits),
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
