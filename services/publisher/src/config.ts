import { commaList, processSettings } from '@pressrun/runtime'
import { z } from 'zod'

export const publisherConfig = z.object({
  ...processSettings,
  PRESSRUN_SECRET_KEY: z.string().min(16).describe('seals the credentials of accounts'),
  PRESSRUN_PRIVATE_TARGETS: commaList
    .prefault('')
    .describe('hosts or CIDRs that may be reached although they are private'),
})
