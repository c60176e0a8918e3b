import { createHash } from 'node:crypto'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'

/** The marker that all attempts of one generation leave on the post, so that it can be found again. */
export function markerOf(idempotencyKey: string, length: number): string {
  const digest = createHash('sha256').update(idempotencyKey).digest()
  return Array.from(digest.subarray(0, length), (byte) => alphabet.charAt(byte % 32)).join('')
}
