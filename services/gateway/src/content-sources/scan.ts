import type { EventMeta, SourceId } from '@pressrun/events'
import { pause } from '@pressrun/runtime'
import { z } from 'zod'
import { accepted, emptyBody, execute, idParam, ids, metaOf, ok, operation } from '../api/index.ts'
import type { Gateway } from '../gateway.ts'
import { requireSource } from './require-source.ts'
import { sourceResponse } from './response.ts'
import { contentSourceDetail } from './schema.ts'

const waitSecondsMax = 30
const waitSecondsDefault = 10
const checkEveryMs = 100

export const scanContentSource = operation({
  method: 'POST',
  path: '/content-sources/:id/scan',
  tag: 'content sources',
  summary: 'Scan a content source now',
  description:
    'Answers 200 when the scan is finished; `lastError` says what went wrong, if anything did. A scan that takes longer than `wait` continues, and the answer is 202.',
  params: idParam(ids.source),
  query: z.strictObject({
    wait: z.coerce
      .number()
      .min(0)
      .max(waitSecondsMax)
      .default(waitSecondsDefault)
      .describe('how many seconds to wait for the scan to finish'),
  }),
  body: emptyBody,
  responses: { 200: contentSourceDetail, 202: contentSourceDetail },
  handler: async (gateway, request) => {
    const { id, projectId } = await requireSource(gateway, request.params.id)
    const meta = metaOf(request, projectId)
    const isOver = await scanNow(gateway, id, meta, request.query.wait * 1_000)
    const response = await sourceResponse(gateway, await requireSource(gateway, id))
    return isOver ? ok(response) : accepted(response)
  },
})

/**
 * Has a source scanned, and waits for the end. Returns whether it is over. A scan that was under way already may have
 * missed the latest content: the source is scanned again after it.
 */
async function scanNow(
  gateway: Gateway,
  sourceId: SourceId,
  meta: EventMeta,
  waitMs: number,
): Promise<boolean> {
  const until = gateway.now() + waitMs
  let isNew = false
  for (;;) {
    const command = { type: 'ScanSource', sourceId, now: gateway.now() } as const
    isNew ||= await execute(gateway, { command, meta })
    const { askedAt } = await requireSource(gateway, sourceId)
    if (isNew && askedAt === null) return true
    if (gateway.now() >= until) return false
    await pause(checkEveryMs, never)
  }
}

const never = new AbortController().signal
