import { z } from 'zod'

export const event = z.object({
  position: z.int(),
  id: z.string(),
  streamId: z.string(),
  version: z.int(),
  type: z.string(),
  schemaVersion: z.int(),
  data: z.record(z.string(), z.unknown()),
  meta: z.record(z.string(), z.unknown()),
  recordedAt: z.iso.datetime(),
})
