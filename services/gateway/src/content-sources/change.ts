import {
  changeContentSource as change,
  type ContentSourceChange,
  type ContentSourceRow,
} from '@pressrun/queries'
import { toInstant } from '@pressrun/events'
import { z } from 'zod'
import {
  etag,
  expectedVersion,
  idParam,
  ids,
  ifMatch,
  metaOf,
  ok,
  operation,
} from '../api/index.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { autoPublishOf } from './auto-publish.ts'
import { checkPublishedOnce } from './check-published-once.ts'
import { checkAutoPublish, checkSourceLocation } from './check-source.ts'
import { requireSource } from './require-source.ts'
import { sourceResponse } from './response.ts'
import { contentSourceChange, contentSourceDetail } from './schema.ts'

export const changeContentSource = operation({
  method: 'PATCH',
  path: '/content-sources/:id',
  tag: 'content sources',
  summary: 'Change, pause or resume a content source',
  description:
    'When `location` changes, items that were imported before stay known, a scan in progress is restarted at the new location, and `firstScan` applies to the items found there. A pause ends a scan in progress. A new `autoPublish` makes the source due immediately: it is scanned within a minute, and items that waited for accounts are imported.',
  params: idParam(ids.source),
  headers: ifMatch,
  body: contentSourceChange,
  responses: { 200: contentSourceDetail },
  handler: async (gateway, request) => {
    const before = await requireSource(gateway, request.params.id)
    const { id, projectId } = before
    const { location } = request.body
    const autoPublish = request.body.autoPublish && autoPublishOf(request.body.autoPublish)
    const changes = { ...request.body, autoPublish }
    if (location !== undefined && location !== before.location)
      await checkSourceLocation(gateway, before.type, location)
    if (autoPublish) await checkAutoPublish(gateway, autoPublish, projectId)
    await checkStillPublishedOnce(gateway, before, changes)
    const at = toInstant(gateway.now())
    const isChanged = await change(gateway.database, id, columnsOf(changes, before, at), {
      meta: metaOf(request, projectId),
      at,
      expectedVersion: expectedVersion(request.headers['if-match']),
    })
    if (!isChanged) throw new Problem('version-mismatch')
    const row = await requireSource(gateway, id)
    const response = await sourceResponse(gateway, row)
    return ok(response, etag(response))
  },
})

async function checkStillPublishedOnce(
  gateway: Gateway,
  { id, projectId, type, ...before }: ContentSourceRow,
  { location, autoPublish }: z.output<typeof contentSourceChange>,
): Promise<void> {
  const publishing = autoPublish === undefined ? before.autoPublish : autoPublish
  if (!publishing) return
  const { accountIds } = publishing
  const place = location ?? before.location
  await checkPublishedOnce(gateway, { id, projectId, type, location: place, accountIds })
}

/** A change of its schedule, or of what it can find, makes it due soon. */
function columnsOf(
  { location, everyMinutes, autoPublish, futureDates, state }: z.output<typeof contentSourceChange>,
  before: ContentSourceRow,
  at: string,
): ContentSourceChange {
  const moved = location !== undefined && location !== before.location
  const resumed = state === 'active' && before.status === 'paused'
  // Items may wait for accounts that exist now, or for a date that no longer counts.
  const changed = [everyMinutes, autoPublish, futureDates].some((value) => value !== undefined)
  const due = moved || resumed || changed
  return {
    ...(moved ? { location } : {}),
    ...(everyMinutes === undefined ? {} : { everyMinutes }),
    ...(autoPublish === undefined ? {} : { autoPublish }),
    ...(futureDates === undefined ? {} : { futureDates }),
    ...(state === undefined ? {} : { status: state }),
    ...(due ? { nextScanAt: at } : {}),
  }
}
