import { z } from 'zod'
import type { Installation } from '../installation.ts'
import { checkServerUrl, serverUrlSchema } from '../server-url.ts'
import type { Violation } from '@pressrun/content'

export const settingsSchema = z.strictObject({
  /** The address Ghost shows as "API URL"; the Admin API is expected at `/ghost/api/admin` below it. */
  adminUrl: serverUrlSchema,
})

export type Settings = z.infer<typeof settingsSchema>

export const credentialsSchema = z.strictObject({
  /** Of a custom integration: an id, a colon, and a secret in hex. */
  adminApiKey: z
    .string()
    .max(500)
    .regex(/^[^\s:]+:(?:[0-9a-fA-F]{2})+$/, 'must be an id, a colon and hex digits'),
})

export type Credentials = z.infer<typeof credentialsSchema>

export const checkSettings = (settings: Settings, installation: Installation): Violation[] =>
  checkServerUrl(settings.adminUrl, 'settings.adminUrl', installation)
