import { createHash } from 'node:crypto'
import type { Choose, Fault } from './faults.ts'
import type { Step } from './steps.ts'

export type PlanOptions = {
  readonly seed: number
  /** Of the requests, 0 to 1. */
  readonly share: number
  readonly faults: readonly Fault[]
  /** All when absent. */
  readonly platforms?: readonly string[]
  /** Only `publish` when absent. */
  readonly steps?: readonly Step[]
}

/**
 * Random faults, the same again for the same seed. Each request is judged by itself, by its account and ordinal: the
 * order of accounts in between changes nothing.
 */
export function seededPlan(options: PlanOptions): Choose {
  const { seed, share, faults, platforms, steps = ['publish'] } = options
  return ({ platform, account, step, number }) => {
    if (!steps.includes(step) || platforms?.includes(platform) === false) return undefined
    const die = createHash('sha256')
      .update(JSON.stringify([seed, platform, account, step, number]))
      .digest()
    if (die.readUInt32BE(0) / 2 ** 32 >= share) return undefined
    return faults[die.readUInt32BE(4) % faults.length]
  }
}
