import { seal, unseal, type KeyRing, type SecretKey } from '@pressrun/vault'
import type { IdempotencyKey, StoredResponse } from '@pressrun/queries'
import { z } from 'zod'
import { Problem } from '../problems/problem.ts'

const sealedBody = z.object({ keyId: z.string(), sealed: z.base64() })

/** A response that shows a secret is stored sealed, for its own `Idempotency-Key` only. */
export function sealResponse(
  response: StoredResponse,
  key: IdempotencyKey,
  by: SecretKey,
): StoredResponse {
  const { keyId, sealed } = seal(response.body, ownerOf(key), by)
  return { ...response, body: JSON.stringify({ keyId, sealed: sealed.toString('base64') }) }
}

/**
 * The first response. It is lost when the secret key was replaced since: no reason to keep the old key, as the call can
 * be made again.
 */
export function openResponse(
  response: StoredResponse,
  key: IdempotencyKey,
  keys: KeyRing,
): StoredResponse {
  const { keyId, sealed } = sealedBody.parse(JSON.parse(response.body))
  if (!keys.byId.has(keyId))
    throw new Problem('idempotent-answer-lost', {
      detail: 'The key it was sealed with was replaced. Revoke what was made, and make another.',
    })
  const bytes = Buffer.from(sealed, 'base64')
  return { ...response, body: unseal({ keyId, sealed: bytes }, ownerOf(key), keys) as string }
}

const ownerOf = ({ apiKeyId, key }: IdempotencyKey) => JSON.stringify([apiKeyId, key])
