import { areSecretKeys } from '@pressrun/vault'
import { commaList, privateTargets, processSettings } from '@pressrun/runtime'
import { z } from 'zod'

export const publisherConfig = z.object({
  ...processSettings,
  PRESSRUN_SECRET_KEY: z
    .string()
    .refine(areSecretKeys, 'needs 16 characters or more, in each key when there are several')
    .describe('seals the credentials of accounts; with commas: the first seals, all open'),
  PRESSRUN_PRIVATE_TARGETS: privateTargets
    .prefault('')
    .describe('hosts or CIDRs that may be reached although they are private'),
  PRESSRUN_SOURCE_DIRS: commaList
    .prefault('')
    .describe('directories outside the data dir that content sources may be read from'),
})
