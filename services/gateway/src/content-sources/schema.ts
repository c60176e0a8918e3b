import { locationMax, sourceTypes } from '@pressrun/feeds'
import { z } from 'zod'
import { runOptions } from '../runs/options.ts'
import { ids } from '../api/ids.ts'

const everyMinutesMax = 7 * 24 * 60
const everyMinutesDefault = 15

const location = z
  .string()
  .min(1)
  .max(locationMax)
  .describe('the URL of a feed (RSS, Atom, RDF or JSON), or a folder of Markdown files')

const everyMinutes = z.int().min(1).max(everyMinutesMax)

const problem = { code: z.string(), message: z.string() }

const { accountIds, overrides, tooLong, priority, concurrency } = runOptions

/** A run for each new item, as if a person had published its article. */
export const autoPublish = z.strictObject({
  accountIds,
  overrides,
  tooLong,
  priority,
  concurrency,
  firstScan: z
    .enum(['publish', 'keep'])
    .default('publish')
    .describe(
      'what happens to items that are already there when a location is scanned for the first time: `publish` publishes them, `keep` only turns them into articles',
    ),
})

const futureDates = z
  .enum(['hold', 'ignore'])
  .describe(
    'what becomes of new items that are dated ahead (`published` of a feed; `publishDate` or `date` of a file): they are held until then, or taken at once',
  )

export const newContentSource = z.strictObject({
  projectId: ids.project.optional(),
  type: z.enum(sourceTypes),
  location,
  everyMinutes: everyMinutes.default(everyMinutesDefault),
  autoPublish: autoPublish.optional(),
  futureDates: futureDates.default('hold'),
})

export const contentSourceChange = z.strictObject({
  location: location.optional(),
  everyMinutes: everyMinutes.optional(),
  autoPublish: autoPublish.nullable().optional(),
  futureDates: futureDates.optional(),
  state: z.enum(['active', 'paused']).optional(),
})

export const contentSource = z.object({
  id: ids.source,
  projectId: ids.project,
  type: z.enum(sourceTypes),
  location: z.string(),
  everyMinutes: z.int(),
  autoPublish: z.looseObject({ accountIds: z.array(ids.account) }).nullable(),
  futureDates,
  state: z
    .enum(['active', 'failing', 'paused'])
    .describe('failing: its latest scan failed; it is retried less and less often'),
  scanning: z.boolean(),
  totalItems: z.int().describe('items imported so far; each is an article'),
  usedItems: z.int().describe('imported items whose article a run has used'),
  refusedItems: z
    .int()
    .describe(
      'items of the latest scan that could not be imported, or wait for an account to publish to',
    ),
  lastScannedAt: z.iso.datetime().nullable(),
  lastError: z.object(problem).nullable(),
  failures: z.int().describe('consecutive failed scans'),
  failingSince: z.iso.datetime().nullable(),
  nextScanAt: z.iso
    .datetime()
    .nullable()
    .describe('null while it, or the system job source-scan, is paused'),
  version: z.int(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})

export const contentSourceDetail = contentSource.extend({
  refused: z
    .array(
      z.object({
        name: z
          .string()
          .optional()
          .describe(
            'what identifies the item, such as the path of a file; absent when only `message` names it',
          ),
        ...problem,
      }),
    )
    .describe('the first ten refused items'),
})
