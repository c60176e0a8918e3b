import { z } from 'zod'
import type { App } from '../http/app.ts'
import type { Gateway } from '../gateway.ts'
import { metaOf } from '../api/commands.ts'
import { contentSourceDetail } from '../schemas/content-source.ts'
import { emptyBody } from '../api/empty-body.ts'
import { idParam, ids } from '../api/ids.ts'
import { existingSource, sourceAnswer } from '../sources/existing-source.ts'
import { scanNow } from '../sources/scan-now.ts'

const waitSecondsMax = 30
const waitSecondsDefault = 10

export function scanContentSource(app: App, gateway: Gateway): void {
  app.route({
    method: 'POST',
    url: '/content-sources/:id/scan',
    schema: {
      operationId: 'scanContentSource',
      summary: 'Scan a content source now',
      description:
        'Answers 200 when the scan is finished; `lastError` says what went wrong, if anything did. A scan that takes longer than `wait` continues, and the answer is 202.',
      tags: ['content sources'],
      params: idParam(ids.source),
      querystring: z.strictObject({
        wait: z.coerce
          .number()
          .min(0)
          .max(waitSecondsMax)
          .default(waitSecondsDefault)
          .describe('how many seconds to wait for the scan to finish'),
      }),
      body: emptyBody,
      response: { 200: contentSourceDetail, 202: contentSourceDetail },
    },
    handler: async (request, reply) => {
      const { id, project_id } = await existingSource(gateway, request.params.id)
      const meta = metaOf(request, project_id)
      const isOver = await scanNow(gateway, id, meta, request.query.wait * 1_000)
      const row = await existingSource(gateway, id)
      return reply.code(isOver ? 200 : 202).send(await sourceAnswer(gateway, row))
    },
  })
}
