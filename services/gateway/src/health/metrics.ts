import { z } from 'zod'
import { ok, operation } from '../api/index.ts'

export const metrics = operation({
  method: 'GET',
  path: '/metrics',
  open: true,
  tag: 'health',
  summary: 'For Prometheus',
  responses: { 200: { content: { 'text/plain': { schema: z.string() } } } },
  handler: async ({ metrics }) =>
    ok(await metrics.page(), { 'content-type': metrics.registry.contentType }),
})
