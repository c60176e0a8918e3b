import { commaList, port, processSettings } from '@pressrun/runtime'
import { z } from 'zod'

export const gatewayConfig = z.object({
  ...processSettings,
  PRESSRUN_PORT: port.default(8080).describe('the port of the REST API'),
  PRESSRUN_SECRET_KEY: z.string().min(16).describe('the key that seals credentials'),
  PRESSRUN_PRIVATE_TARGETS: commaList
    .prefault('')
    .describe('private hosts and CIDRs that platforms may be at, with commas'),
})
