import { createHash } from 'node:crypto'
import type { IdempotencyKey } from '@pressrun/queries'
import { idGenerator, type NewId } from '@pressrun/events'

/** A request that is executed for its Idempotency-Key. */
export type Claimed = {
  readonly key: IdempotencyKey
  /**
   * Makes the same ids for the same key: what a crashed first try created is then found again and not created a second
   * time.
   */
  readonly newId: NewId
}

export function claimedBy(key: IdempotencyKey, createdAt: string): Claimed {
  const seed = createHash('sha256')
    .update(JSON.stringify([key.apiKeyId, key.key, createdAt]))
    .digest()
  const sameBytes = (bytes: Uint8Array) => {
    bytes.set(seed.subarray(0, bytes.length))
    return bytes
  }
  return { key, newId: idGenerator(() => Date.parse(createdAt), sameBytes) }
}
