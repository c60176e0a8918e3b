import { lagMax } from '@pressrun/queries'
import { z } from 'zod'

export const projection = z.object({
  name: z.string(),
  version: z.int(),
  position: z.int().describe('the last event of the log it has taken in'),
  lag: z.int().describe(`events it has yet to take in, ${lagMax} at most`),
  state: z.enum(['live', 'rebuilding']),
  rebuildPosition: z.int().nullable(),
  updatedAt: z.iso.datetime(),
})
