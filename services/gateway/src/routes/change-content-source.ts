import { changeContentSource as change, type ContentSourceChange } from '@pressrun/db'
import type { ContentSourceRow } from '@pressrun/db/queries'
import { toInstant } from '@pressrun/events'
import type { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf } from '../api/commands.ts'
import { Problem } from '../problems/problem.ts'
import { contentSourceChange, contentSourceDetail } from '../schemas/content-source.ts'
import { idParam, ids } from '../api/ids.ts'
import { etagOf, expectedVersion, ifMatch } from '../api/versions.ts'
import { checkAutoPublish, checkSourceLocation } from '../sources/check-source.ts'
import { checkPublishedOnce } from '../sources/check-published-once.ts'
import { existingSource, sourceAnswer } from '../sources/existing-source.ts'

export function changeContentSource(app: App, gateway: Gateway): void {
  const { database, now } = gateway
  app.route({
    method: 'PATCH',
    url: '/content-sources/:id',
    schema: {
      operationId: 'changeContentSource',
      summary: 'Change, pause or resume a content source',
      description:
        'When `location` changes, items that were imported before stay known, a scan in progress is restarted at the new location, and `firstScan` applies to the items found there. A pause ends a scan in progress. A new `autoPublish` makes the source due immediately: it is scanned within a minute, and items that waited for accounts are imported.',
      tags: ['content sources'],
      params: idParam(ids.source),
      headers: ifMatch,
      body: contentSourceChange,
      response: { 200: contentSourceDetail },
    },
    handler: async (request, reply) => {
      const before = await existingSource(gateway, request.params.id)
      const { id, project_id } = before
      const { location, autoPublish } = request.body
      if (location !== undefined && location !== before.location)
        await checkSourceLocation(gateway, before.type, location)
      if (autoPublish) await checkAutoPublish(gateway, autoPublish, project_id)
      await checkStillPublishedOnce(gateway, before, request.body)
      const at = toInstant(now())
      const isChanged = await change(database, id, columnsOf(request.body, before, at), {
        meta: metaOf(request, project_id),
        at,
        expectedVersion: expectedVersion(request.headers['if-match']),
      })
      if (!isChanged) throw new Problem('version-mismatch')
      const row = await existingSource(gateway, id)
      return reply.header('etag', etagOf(row.version)).send(await sourceAnswer(gateway, row))
    },
  })
}

async function checkStillPublishedOnce(
  gateway: Gateway,
  { id, project_id: projectId, type, ...before }: ContentSourceRow,
  { location, autoPublish }: z.output<typeof contentSourceChange>,
): Promise<void> {
  const publishing = autoPublish === undefined ? before.auto_publish : autoPublish
  if (!publishing) return
  const { accountIds } = publishing
  const place = location ?? before.location
  await checkPublishedOnce(gateway, { id, projectId, type, location: place, accountIds })
}

/** When it is to be looked at changes, or what there is to see: then that is soon. */
function columnsOf(
  { location, everyMinutes, autoPublish, state }: z.output<typeof contentSourceChange>,
  before: ContentSourceRow,
  at: string,
): ContentSourceChange {
  const moved = location !== undefined && location !== before.location
  const resumed = state === 'active' && before.status === 'paused'
  // Items may wait for accounts that are there.
  const due = moved || resumed || everyMinutes !== undefined || autoPublish !== undefined
  return {
    ...(moved ? { location } : {}),
    ...(everyMinutes === undefined ? {} : { every_minutes: everyMinutes }),
    ...(autoPublish === undefined ? {} : { auto_publish: autoPublish }),
    ...(state === undefined ? {} : { status: state }),
    ...(due ? { next_scan_at: at } : {}),
  }
}
