import {
  accountId,
  apiKeyId,
  articleId,
  batchId,
  projectId,
  runId,
  scheduleId,
  sourceId,
  taskId,
  type Id,
} from '@pressrun/events'
import { z } from 'zod'

const shown = <Prefix extends string>(parser: z.ZodType<Id<Prefix>>, prefix: Prefix) =>
  parser.meta({ type: 'string', pattern: `^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$` })

/** Ids in requests: the parsers of the domain, and their schemas in the OpenAPI document. */
export const ids = {
  account: shown(accountId, 'account'),
  apiKey: shown(apiKeyId, 'key'),
  article: shown(articleId, 'article'),
  batch: shown(batchId, 'batch'),
  project: shown(projectId, 'project'),
  run: shown(runId, 'run'),
  schedule: shown(scheduleId, 'schedule'),
  source: shown(sourceId, 'source'),
  task: shown(taskId, 'task'),
}

export const idParam = <Schema extends z.ZodType>(id: Schema) => z.strictObject({ id })
