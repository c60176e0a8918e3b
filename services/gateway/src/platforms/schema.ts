import { z } from 'zod'

const limit = z.object({ path: z.string(), unit: z.string(), max: z.number() })

const jsonSchema = z.looseObject({}).describe('JSON Schema, draft 2020-12')

export const platform = z.object({
  platform: z.string(),
  class: z.string().describe('what the platform does with a repeat'),
  limits: z.array(limit),
  settingsSchema: jsonSchema,
  credentialsSchema: jsonSchema,
})
