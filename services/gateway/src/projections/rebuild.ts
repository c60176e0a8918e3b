import { z } from 'zod'
import { accepted, operation } from '../api/index.ts'
import { ifUnavailable } from '../problems/catching.ts'
import { Problem } from '../problems/problem.ts'

export const rebuildProjection = operation({
  method: 'POST',
  path: '/projections/:name/rebuild',
  tag: 'analytics',
  summary: 'Fill a view again from the first event on, beside the live one',
  params: z.strictObject({ name: z.string().max(100) }),
  responses: { 202: z.object({ name: z.string(), state: z.literal('rebuilding') }) },
  handler: async ({ requestRebuild }, { params }) => {
    const { name } = params
    const { state } = await requestRebuild(name).catch(ifUnavailable('analytics-unavailable'))
    if (state === 'unknown-view') throw new Problem('projection-not-found')
    return accepted({ name, state: 'rebuilding' as const })
  },
})
