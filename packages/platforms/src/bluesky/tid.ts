import { createHash } from 'node:crypto'

/** https://atproto.com/specs/tid: sorts like the numbers it stands for. */
const alphabet = '234567abcdefghijklmnopqrstuvwxyz'
const tidLength = 13
const clockIdBits = 10n

/** A minute in microseconds: how far back a key may be moved, so that two hardly ever collide. */
const spreadUs = 60_000_000n

/**
 * The record key of a task's post: the same for all its attempts. Its time lies in the minute before `plannedAt`; the
 * exact time and the clock id come from the idempotency key, because many tasks of one account may be planned for the
 * same instant.
 */
export function recordKey(plannedAt: Date, idempotencyKey: string): string {
  const hash = createHash('sha256').update(idempotencyKey).digest()
  const us = BigInt(plannedAt.getTime()) * 1000n - (hash.readBigUInt64BE(0) % spreadUs)
  const clockId = hash.readBigUInt64BE(8) & ((1n << clockIdBits) - 1n)
  return encodeTid((us << clockIdBits) | clockId)
}

function encodeTid(value: bigint): string {
  const letters = Array.from({ length: tidLength }, (_, index) => {
    const shift = BigInt(5 * (tidLength - 1 - index))
    return alphabet[Number((value >> shift) & 31n)]
  })
  return letters.join('')
}
