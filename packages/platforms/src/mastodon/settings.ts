import { z } from 'zod'
import type { Installation } from '../installation.ts'
import { checkServerUrl, serverUrlSchema } from '../server-url.ts'
import type { Violation } from '@pressrun/content'

export const settingsSchema = z.strictObject({
  instanceUrl: serverUrlSchema,
  /** The visibility of posts; public by default. */
  visibility: z.enum(['public', 'unlisted', 'private', 'direct']).optional(),
  /** Some servers that speak this API ignore `Idempotency-Key`. By default the server's software decides. */
  idempotencyKeys: z.enum(['honoured', 'ignored']).optional(),
})

export type Settings = z.infer<typeof settingsSchema>

export const credentialsSchema = z.strictObject({
  /** With the scopes `read` and `write:statuses`. */
  accessToken: z
    .string()
    .min(1)
    .max(2_000)
    .regex(/^[\x21-\x7e]+$/, 'not a token (printable ASCII)'),
})

export type Credentials = z.infer<typeof credentialsSchema>

export function checkSettings(settings: Settings, installation: Installation): Violation[] {
  return checkServerUrl(settings.instanceUrl, 'settings.instanceUrl', installation)
}
