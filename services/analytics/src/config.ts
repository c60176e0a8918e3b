import { processSettings } from '@pressrun/runtime'
import { z } from 'zod'

export const analyticsConfig = z.object(processSettings)
