import { z } from 'zod'

export const settingsSchema = z.strictObject({
  /** The name the message is shown under, in place of the webhook's own. */
  username: z.string().min(1).max(80).optional(),
})

export type Settings = z.infer<typeof settingsSchema>

const webhookPath = /\/api\/(v\d+\/)?webhooks\/\d+\/[\w-]+$/

/** Whoever knows the URL of a webhook may post to it: all of it is secret. */
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

/** All that must not be kept of an answer: the token, too, where it comes without its URL. */
export function secretsOf({ webhookUrl }: Credentials): string[] {
  return [webhookUrl, webhookUrl.slice(webhookUrl.lastIndexOf('/') + 1)]
}
