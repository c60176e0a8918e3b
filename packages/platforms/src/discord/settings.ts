import { z } from 'zod'

export const settingsSchema = z.strictObject({
  /** The name the message is shown under, in place of the webhook's own. */
  username: z
    .string()
    .min(1)
    .max(80)
    .refine((name) => !/discord|clyde/i.test(name), 'Discord refuses names with its own in them')
    .optional(),
})

export type Settings = z.infer<typeof settingsSchema>

const webhookPath = /\/api\/(v\d+\/)?webhooks\/\d+\/[\w-]+$/

/** The URL of a webhook suffices to post to it: all of it is secret. */
export const credentialsSchema = z.strictObject({
  webhookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .refine(isWebhook, 'must be https://…/api/webhooks/<id>/<token>, as Discord shows it'),
})

export type Credentials = z.infer<typeof credentialsSchema>

function isWebhook(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return false
  return url.search === '' && url.hash === '' && webhookPath.test(url.pathname)
}

/**
 * The URL for requests. The one that Discord shows names no version and means its oldest, whose `retry_after` is in
 * milliseconds: ours has a version.
 */
export function endpointOf({ webhookUrl }: Credentials): string {
  const url = new URL(webhookUrl)
  url.pathname = url.pathname.replace(webhookPath, (path) =>
    path.replace(/^\/api\/(v\d+\/)?/, '/api/v10/'),
  )
  return url.href
}

/** All parts of a response that must be redacted: the token, too, where it comes without its URL. */
export function secretsOf({ webhookUrl }: Credentials): string[] {
  return [webhookUrl, webhookUrl.slice(webhookUrl.lastIndexOf('/') + 1)]
}
