import { createHash, randomFillSync } from 'node:crypto'
import {
  idMint,
  projectId,
  runIdFrom,
  type Instant,
  type MintId,
  type RunId,
  type ScheduleId,
} from '@pressrun/events'

/** The mint of a real process: wall clock and the system's randomness. */
export const processMint = (): MintId => idMint(Date.now, pooledRandom(4_096))

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

/** The project of callers who name none. */
export const defaultProjectId = projectId.parse('project_00000000000000000000000000')

/** The run a schedule makes for an instant has always the same id, so there can only be one. */
export function firingRunId(scheduleId: ScheduleId, nominal: Instant): RunId {
  const seed = createHash('sha256').update(`${scheduleId} ${nominal}`).digest()
  return runIdFrom(Date.parse(nominal), seed.subarray(0, 16))
}
