import { areSecretKeys } from '@pressrun/vault'
import { commaList, port, privateTargets, processSettings } from '@pressrun/runtime'
import { z } from 'zod'

export const gatewayConfig = z.object({
  ...processSettings,
  PRESSRUN_PORT: port.default(8080).describe('the port of the REST API'),
  PRESSRUN_SECRET_KEY: z
    .string()
    .refine(areSecretKeys, 'needs 16 characters or more, in each key when there are several')
    .describe('seals the credentials of accounts; with commas: the first seals, all open'),
  PRESSRUN_PRIVATE_TARGETS: privateTargets
    .prefault('')
    .describe('private hosts and CIDRs that platforms may be at, with commas'),
  PRESSRUN_SOURCE_DIRS: commaList
    .prefault('')
    .describe('directories outside the data dir that content sources may be read from'),
})
