import { removeContentSource as remove } from '@pressrun/queries'
import { toInstant } from '@pressrun/events'
import { z } from 'zod'
import { idParam, ids, noContent, operation } from '../api/index.ts'
import { requireSource } from './require-source.ts'

export const removeContentSource = operation({
  method: 'DELETE',
  path: '/content-sources/:id',
  tag: 'content sources',
  summary: 'Remove a content source; its articles stay',
  params: idParam(ids.source),
  responses: { 204: z.null() },
  handler: async (gateway, { params }) => {
    const { id } = await requireSource(gateway, params.id)
    await remove(gateway.database, id, toInstant(gateway.now()))
    return noContent()
  },
})
