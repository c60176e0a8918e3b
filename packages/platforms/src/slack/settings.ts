import { z } from 'zod'
import type { Installation } from '../installation.ts'
import { checkServerUrl, serverUrlSchema } from '../server-url.ts'
import type { Violation } from '@pressrun/content'

export const settingsSchema = z.strictObject({
  /** The id, not the name: the end of Slack's link to the channel. */
  channel: z.string().regex(/^[CGD][A-Z0-9]{2,30}$/, 'must be the id of a channel, as C0123ABCD'),
  apiUrl: serverUrlSchema.optional(),
  /** Shows previews of linked pages. */
  unfurl: z.boolean().optional(),
})

export const credentialsSchema = z.strictObject({
  botToken: z.string().regex(/^[\x21-\x7e]{10,500}$/, 'must be a token, as xoxb-…'),
})

export type Settings = z.infer<typeof settingsSchema>
export type Credentials = z.infer<typeof credentialsSchema>

export const apiUrlOf = ({ apiUrl = 'https://slack.com/api' }: Settings): string => apiUrl

export function checkSettings(settings: Settings, installation: Installation): Violation[] {
  return checkServerUrl(apiUrlOf(settings), 'settings.apiUrl', installation)
}
