import { createContentSource as create } from '@pressrun/queries'
import { toInstant } from '@pressrun/events'
import { created, etag, execute, metaOf, newIdOf, operation } from '../api/index.ts'
import { namedProject } from '../projects/require-project.ts'
import { autoPublishOf } from './auto-publish.ts'
import { checkPublishedOnce } from './check-published-once.ts'
import { checkAutoPublish, checkSourceLocation } from './check-source.ts'
import { requireSource } from './require-source.ts'
import { sourceResponse } from './response.ts'
import { contentSourceDetail, newContentSource } from './schema.ts'

export const createContentSource = operation({
  method: 'POST',
  path: '/content-sources',
  tag: 'content sources',
  summary: 'Import articles from a feed or a folder, each item once',
  description:
    'It is scanned immediately, and then at its interval. A folder has to exist where the publisher runs.',
  body: newContentSource,
  responses: { 201: contentSourceDetail },
  handler: async (gateway, request) => {
    const { database, now } = gateway
    const { type, location, everyMinutes, futureDates } = request.body
    const autoPublish = request.body.autoPublish && autoPublishOf(request.body.autoPublish)
    await checkSourceLocation(gateway, type, location)
    const projectId = await namedProject(gateway, request.body.projectId)
    const id = newIdOf(request, gateway)('source')
    if (autoPublish) {
      const { accountIds } = autoPublish
      await checkAutoPublish(gateway, autoPublish, projectId)
      await checkPublishedOnce(gateway, { id, projectId, type, location, accountIds })
    }
    await create(database, {
      id,
      projectId,
      type,
      location,
      everyMinutes,
      autoPublish: autoPublish ?? null,
      futureDates,
      createdAt: toInstant(now()),
    })
    const command = { type: 'ScanSource', sourceId: id, now: now() } as const
    await execute(gateway, { command, meta: metaOf(request, projectId) })
    const row = await requireSource(gateway, id)
    const response = await sourceResponse(gateway, row)
    return created(`/content-sources/${id}`, response, etag(response))
  },
})
