import { describePlatforms } from '@pressrun/platforms'
import { z } from 'zod'
import type { App } from '../http/app.ts'

const limit = z.object({ path: z.string(), unit: z.string(), max: z.number() })

const jsonSchema = z.looseObject({}).describe('JSON Schema, draft 2020-12')

const platform = z.object({
  platform: z.string(),
  class: z.string().describe('what the platform does with a repeat'),
  limits: z.array(limit),
  settingsSchema: jsonSchema,
  credentialsSchema: jsonSchema,
})

export function platforms(app: App): void {
  app.route({
    method: 'GET',
    url: '/platforms',
    schema: {
      operationId: 'listPlatforms',
      summary: 'The platforms that can be published to',
      tags: ['accounts'],
      response: { 200: z.array(platform) },
    },
    handler: () => Promise.resolve(describePlatforms().map((known) => ({ ...known }) as never)),
  })
}
