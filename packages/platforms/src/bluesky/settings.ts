import { z } from 'zod'
import type { Installation } from '../installation.ts'
import { checkServerUrl, serverUrlSchema } from '../server-url.ts'
import type { Violation } from '@pressrun/content'

/** Of `langs` in `app.bsky.feed.post`. */
const languagesMax = 3

export const settingsSchema = z.strictObject({
  /** The account's PDS, or the entryway that finds it. */
  service: serverUrlSchema.default('https://bsky.social'),
  /** A handle, a DID or an e-mail address. */
  identifier: z
    .string()
    .max(320)
    .regex(/^[^\s@]\S+$/, 'must be a handle (without @), a DID or an e-mail address'),
  /** BCP 47 tags of the languages the posts are in. */
  languages: z
    .array(z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'not a language tag'))
    .min(1)
    .max(languagesMax)
    .optional(),
})

export type Settings = z.infer<typeof settingsSchema>

export const credentialsSchema = z.strictObject({
  appPassword: z.string().min(8).max(256).regex(/^\S+$/, 'must have no white space'),
})

export type Credentials = z.infer<typeof credentialsSchema>

export function checkSettings({ service }: Settings, installation: Installation): Violation[] {
  return checkServerUrl(service, 'settings.service', installation)
}
