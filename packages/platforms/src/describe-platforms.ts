import { z } from 'zod'
import type { IdempotencyClass } from '@pressrun/events'
import type { Limit } from '@pressrun/content'
import { connectors } from './registry.ts'

export type PlatformDescription = {
  readonly platform: string
  readonly class: IdempotencyClass
  readonly limits: readonly Limit[]
  /** JSON Schema, draft 2020-12. */
  readonly settingsSchema: object
  readonly credentialsSchema: object
}

/** What `GET /platforms` returns. */
export function describePlatforms(): PlatformDescription[] {
  return [...connectors.values()].map((connector) => ({
    platform: connector.platform,
    class: connector.class,
    limits: connector.limits,
    settingsSchema: z.toJSONSchema(connector.settingsSchema, { io: 'input' }),
    credentialsSchema: z.toJSONSchema(connector.credentialsSchema, { io: 'input' }),
  }))
}
