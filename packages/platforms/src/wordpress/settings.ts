import { z } from 'zod'
import type { Installation } from '../installation.ts'
import { checkServerUrl, serverUrlSchema } from '../server-url.ts'
import type { Violation } from '@pressrun/content'

export const settingsSchema = z.strictObject({
  /** The site's address; the REST API is at `/wp-json` below it, or else where the site's home page points. */
  siteUrl: serverUrlSchema,
  /** RFC 7617 §2: a user name with a colon cannot be sent. */
  username: z.string().regex(/^[^:\p{Cc}]{1,100}$/u, 'must not hold a colon or control characters'),
})

export type Settings = z.infer<typeof settingsSchema>

export const credentialsSchema = z.strictObject({
  /** As WordPress shows it, with or without its spaces. */
  applicationPassword: z.string().regex(/^[^\p{Cc}]{4,200}$/u, 'must have 4 to 200 characters'),
})

export type Credentials = z.infer<typeof credentialsSchema>

/** WordPress treats a wrong application password like none: it only says that no one is logged in. */
export const notAccepted =
  'the site does not accept this user name and application password, or its web server drops the Authorization header'

export const checkSettings = (settings: Settings, installation: Installation): Violation[] =>
  checkServerUrl(settings.siteUrl, 'settings.siteUrl', installation)
