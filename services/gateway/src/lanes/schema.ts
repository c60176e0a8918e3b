import { laneStates } from '@pressrun/queries'
import { blockReasons } from '@pressrun/events'
import { z } from 'zod'
import { limits } from '../accounts/schema.ts'
import { ids } from '../api/ids.ts'

export const lane = z.object({
  accountId: ids.account,
  projectId: ids.project,
  platform: z.string(),
  name: z.string(),
  limits,
  state: z.enum(laneStates),
  depth: z.int().describe('tasks waiting in it: queued, or held with the account'),
  inFlight: z.int(),
  reason: z
    .enum(blockReasons)
    .nullable()
    .describe('why no task goes out now; null when nothing prevents it'),
  nextEligibleAt: z.iso
    .datetime()
    .nullable()
    .describe('when the next task may go out; null when that depends on something other than time'),
  lastDispatchedAt: z.iso.datetime().nullable(),
})
