import { z } from 'zod'
import { ids } from '../api/ids.ts'
import { instantParam } from '../api/instants.ts'

/** Which posts to count. */
export const analyticsFilter = {
  from: instantParam.optional(),
  to: instantParam.optional(),
  projectId: ids.project.optional(),
}

export const figures = z.object({
  postsSuccess: z.int(),
  postsFailed: z.int(),
  postsUnconfirmed: z.int(),
  avgDurationMs: z.number().nullable(),
  p95DurationMs: z.number().nullable(),
  avgLatenessMs: z.number().nullable(),
})
