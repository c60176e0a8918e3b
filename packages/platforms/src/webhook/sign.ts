import { createHmac, createSecretKey } from 'node:crypto'

/**
 * The headers of Standard Webhooks (https://www.standardwebhooks.com), names and values alternating. `secret` is
 * `whsec_` and base64. A key object costs a third of the same key as bytes.
 */
export function signatureHeaders(secret: string, id: string, at: Date, body: string): string[] {
  const timestamp = Math.floor(at.getTime() / 1000).toString()
  const key = createSecretKey(secret.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return ['webhook-id', id, 'webhook-timestamp', timestamp, 'webhook-signature', `v1,${signature}`]
}
