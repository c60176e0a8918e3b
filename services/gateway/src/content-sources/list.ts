import { listContentSources as list } from '@pressrun/queries'
import { z } from 'zod'
import { ids, listOf, ok, operation, pageOf, pageQuery, pageResponse } from '../api/index.ts'
import { sourceContext, toContentSource } from './response.ts'
import { contentSource } from './schema.ts'

export const listContentSources = operation({
  method: 'GET',
  path: '/content-sources',
  tag: 'content sources',
  summary: 'The content sources, newest first',
  query: z.strictObject({
    ...pageQuery,
    projectId: ids.project.optional(),
    state: contentSource.shape.state.optional(),
  }),
  responses: { 200: listOf(contentSource) },
  handler: async (gateway, { query }) => {
    const page = await list(gateway.database, pageOf(query, ids.source))
    const context = await sourceContext(gateway, page.rows)
    return ok(pageResponse(page, (row) => toContentSource(row, context)))
  },
})
