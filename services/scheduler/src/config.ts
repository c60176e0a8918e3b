import { processSettings } from '@pressrun/runtime'
import { z } from 'zod'

export const schedulerConfig = z.object(processSettings)
