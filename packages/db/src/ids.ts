import { randomFillSync } from 'node:crypto'
import { idGenerator, type NewId } from '@pressrun/events'

/** The id generator of a real process: wall clock and the system's randomness. */
export const newIds = (): NewId => idGenerator(Date.now, pooledRandom(4_096))

/** Asking the system for a few bytes costs as much as for thousands: they are drawn in advance. */
function pooledRandom(poolBytes: number): (bytes: Uint8Array) => Uint8Array {
  const pool = new Uint8Array(poolBytes)
  let used = poolBytes
  return (bytes) => {
    if (used + bytes.length > poolBytes) {
      randomFillSync(pool)
      used = 0
    }
    bytes.set(pool.subarray(used, used + bytes.length))
    used += bytes.length
    return bytes
  }
}
