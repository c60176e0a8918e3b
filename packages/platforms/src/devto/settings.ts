import { z } from 'zod'
import type { Installation } from '../installation.ts'
import { checkServerUrl, serverUrlSchema } from '../server-url.ts'
import type { Violation } from '@pressrun/content'

export const settingsSchema = z.strictObject({
  /** Publishes in the name of an organization the user belongs to. */
  organizationId: z.int().positive().optional(),
  /** Of another Forem. */
  apiUrl: serverUrlSchema.optional(),
})

export const credentialsSchema = z.strictObject({
  apiKey: z.string().regex(/^[\x21-\x7e]{8,500}$/, 'must be an API key'),
})

export type Settings = z.infer<typeof settingsSchema>
export type Credentials = z.infer<typeof credentialsSchema>

export const apiUrlOf = ({ apiUrl = 'https://dev.to/api' }: Settings): string => apiUrl

export function checkSettings(settings: Settings, installation: Installation): Violation[] {
  return checkServerUrl(apiUrlOf(settings), 'settings.apiUrl', installation)
}
