import { changeContentSource as change, type ContentSourceRow } from '@pressrun/db/queries'
import { toInstant } from '@pressrun/events'
import type { z } from 'zod'
import type { App } from '../app.ts'
import type { Gateway } from '../gateway.ts'
import { Problem } from '../problems/problem.ts'
import { contentSource, contentSourceChange } from '../schemas/content-source.ts'
import { idParam, ids } from '../schemas/ids.ts'
import { etagOf, expectedVersion, ifMatch } from '../schemas/versions.ts'
import { checkAutoPublish, checkSourceLocation } from '../sources/check-source.ts'
import { existingSource, sourceAnswer } from '../sources/existing-source.ts'

export function changeContentSource(app: App, gateway: Gateway): void {
  const { database, now } = gateway
  app.route({
    method: 'PATCH',
    url: '/content-sources/:id',
    schema: {
      operationId: 'changeContentSource',
      summary: 'Change, pause or resume a content source',
      description: 'Items it was seen to hold stay known, wherever it moves.',
      tags: ['content sources'],
      params: idParam(ids.source),
      headers: ifMatch,
      body: contentSourceChange,
      response: { 200: contentSource },
    },
    handler: async (request, reply) => {
      const version = expectedVersion(request.headers['if-match'])
      const before = await existingSource(gateway, request.params.id)
      const { location, autoPublish } = request.body
      if (location !== undefined) checkSourceLocation(gateway, before.type, location)
      if (autoPublish) await checkAutoPublish(gateway, autoPublish, before.project_id)
      const at = toInstant(now())
      const row = await change(
        database,
        before.id,
        columnsOf(request.body, before, at),
        at,
        version,
      )
      if (!row) throw new Problem('version-mismatch')
      return reply.header('etag', etagOf(row.version)).send(await sourceAnswer(gateway, row))
    },
  })
}

/** Of a place it has moved to nothing is known; whatever changes, it is looked at soon. */
function columnsOf(
  { location, everyMinutes, autoPublish, state }: z.output<typeof contentSourceChange>,
  before: ContentSourceRow,
  at: string,
) {
  const moved = location !== undefined && location !== before.location
  const due = moved || (state === 'active' && before.status === 'paused')
  return {
    ...(moved ? { location, validators: null } : {}),
    ...(everyMinutes === undefined ? {} : { every_minutes: everyMinutes }),
    ...(autoPublish === undefined ? {} : { auto_publish: autoPublish }),
    ...(state === undefined ? {} : { status: state }),
    ...(due || everyMinutes !== undefined ? { next_scan_at: at } : {}),
  }
}
