import { etag, idParam, ids, ok, operation } from '../api/index.ts'
import { requireSource } from './require-source.ts'
import { sourceResponse } from './response.ts'
import { contentSourceDetail } from './schema.ts'

export const getContentSource = operation({
  method: 'GET',
  path: '/content-sources/:id',
  tag: 'content sources',
  summary: 'A content source and the result of its latest scan',
  params: idParam(ids.source),
  responses: { 200: contentSourceDetail },
  handler: async (gateway, { params }) => {
    const row = await requireSource(gateway, params.id)
    const response = await sourceResponse(gateway, row)
    return ok(response, etag(response))
  },
})
