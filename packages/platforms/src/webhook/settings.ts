import { z } from 'zod'
import type { Installation } from '../installation.ts'
import { createTargetPolicy } from '@pressrun/outbound'
import type { Violation } from '@pressrun/content'
import { headersSchema, looksSecret } from './headers.ts'

export const settingsSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  headers: headersSchema.optional(),
})

export type Settings = z.infer<typeof settingsSchema>

/** Standard Webhooks: `whsec_` and the base64 of 24 to 64 random bytes. */
const secretSchema = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'must be whsec_ and base64')
  .refine((secret) => {
    const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64').length
    return bytes >= 24 && bytes <= 64
  }, 'must hold 24 to 64 bytes')

export const credentialsSchema = z.strictObject({
  secret: secretSchema.optional(),
  headers: headersSchema.optional(),
})

export type Credentials = z.infer<typeof credentialsSchema>

export function checkSettings(settings: Settings, installation: Installation): Violation[] {
  const url = new URL(settings.url)
  return [
    ...checkUserInfo(url),
    ...checkHost(url, installation.privateTargets),
    ...Object.keys(settings.headers ?? {})
      .filter(looksSecret)
      .map(secretHeader),
  ]
}

function checkUserInfo(url: URL): Violation[] {
  if (url.username === '' && url.password === '') return []
  const message = 'a user name or password in the URL would be shown; use credentials.headers'
  return [{ code: 'secret-in-settings', path: 'settings.url', message }]
}

/** Names are resolved when a connection is made; here only addresses that need no resolving are refused. */
function checkHost(url: URL, privateTargets: readonly string[]): Violation[] {
  if (createTargetPolicy(privateTargets).allowsLiteral(url.hostname)) return []
  const message = `${url.hostname} is private; PRESSRUN_PRIVATE_TARGETS does not list it`
  return [{ code: 'target-not-allowed', path: 'settings.url', message }]
}

function secretHeader(name: string): Violation {
  const message = `${name} looks like a credential; put it in credentials.headers`
  return { code: 'secret-in-settings', path: `settings.headers.${name}`, message }
}
