import { createContentSource, listContentSources, removeContentSource } from '@pressrun/db/queries'
import { toInstant } from '@pressrun/events'
import { z } from 'zod'
import { namedProject } from '../accounts/existing.ts'
import { toContentSource } from '../answers/content-source.ts'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf, mintOf, execute } from '../api/commands.ts'
import { contentSource, contentSourceDetail, newContentSource } from '../schemas/content-source.ts'
import { idParam, ids } from '../api/ids.ts'
import { pageResponse, listOf, pageOf, pageQuery } from '../api/pages.ts'
import { etagOf } from '../api/versions.ts'
import { checkAutoPublish, checkSourceLocation } from '../sources/check-source.ts'
import { checkPublishedOnce } from '../sources/check-published-once.ts'
import { existingSource, sourceAnswer, sourceContext } from '../sources/existing-source.ts'

const tags = ['content sources']
const query = z.strictObject({
  ...pageQuery,
  projectId: ids.project.optional(),
  state: contentSource.shape.state.optional(),
})

export function contentSources(app: App, gateway: Gateway): void {
  const { database, now } = gateway
  app.route({
    method: 'POST',
    url: '/content-sources',
    schema: {
      operationId: 'createContentSource',
      summary: 'Import articles from a feed or a folder, each item once',
      description:
        'It is scanned immediately, and then at its interval. A folder has to exist where the publisher runs.',
      tags,
      body: newContentSource,
      response: { 201: contentSourceDetail },
    },
    handler: async (request, reply) => {
      const { type, location, everyMinutes, autoPublish } = request.body
      await checkSourceLocation(gateway, type, location)
      const projectId = await namedProject(gateway, request.body.projectId)
      const id = mintOf(request, gateway)('source')
      if (autoPublish) {
        const { accountIds } = autoPublish
        await checkAutoPublish(gateway, autoPublish, projectId)
        await checkPublishedOnce(gateway, { id, projectId, type, location, accountIds })
      }
      await createContentSource(database, {
        id,
        project_id: projectId,
        type,
        location,
        every_minutes: everyMinutes,
        auto_publish: autoPublish ?? null,
        created_at: toInstant(now()),
      })
      const command = { type: 'ScanSource', sourceId: id, now: now() } as const
      await execute(gateway, { command, meta: metaOf(request, projectId) })
      const row = await existingSource(gateway, id)
      return reply
        .code(201)
        .headers({ location: `/api/v1/content-sources/${id}`, etag: etagOf(row.version) })
        .send(await sourceAnswer(gateway, row))
    },
  })
  app.route({
    method: 'GET',
    url: '/content-sources',
    schema: {
      operationId: 'listContentSources',
      summary: 'The content sources, newest first',
      tags,
      querystring: query,
      response: { 200: listOf(contentSource) },
    },
    handler: async (request) => {
      const { limit, cursor, ...filter } = request.query
      const page = pageOf({ limit, cursor }, ids.source)
      const rows = await listContentSources(database, { ...page, ...filter })
      const context = await sourceContext(gateway, rows.rows)
      return pageResponse(rows, (row) => toContentSource(row, context))
    },
  })
  app.route({
    method: 'GET',
    url: '/content-sources/:id',
    schema: {
      operationId: 'getContentSource',
      summary: 'A content source and the result of its latest scan',
      tags,
      params: idParam(ids.source),
      response: { 200: contentSourceDetail },
    },
    handler: async (request, reply) => {
      const row = await existingSource(gateway, request.params.id)
      return reply.header('etag', etagOf(row.version)).send(await sourceAnswer(gateway, row))
    },
  })
  app.route({
    method: 'DELETE',
    url: '/content-sources/:id',
    schema: {
      operationId: 'removeContentSource',
      summary: 'Remove a content source; its articles stay',
      tags,
      params: idParam(ids.source),
      response: { 204: z.null() },
    },
    handler: async (request, reply) => {
      const { id } = await existingSource(gateway, request.params.id)
      await removeContentSource(database, id, toInstant(now()))
      return reply.code(204).send(null)
    },
  })
}
