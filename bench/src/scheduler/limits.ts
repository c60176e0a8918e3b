import type { Receipt } from '../sink/receipts.ts'
import { atMost, type Figure } from './figure.ts'
import { inParallel, openWorld } from './world.ts'
import { setTimeout as pause } from 'node:timers/promises'

type Limits = {
  readonly maxInFlight: number
  readonly ratePerMinute?: number
  readonly ratePerHour?: number
  readonly minGapSeconds?: number
}

const lanes = 60
const tasksPerLane = 100
const minuteMs = 60_000

/** Random lanes with more to do than their limits allow; what arrives where and when is what counts. */
export async function measureLimits(scale: number): Promise<Figure[]> {
  await using world = await openWorld()
  const limits = Array.from({ length: lanes }, someLimits)
  const wishes = (lane: number) => `?lane=${lane}&delay=${Math.round(Math.random() * 300)}`
  const all = await world.createAccounts(lanes, (lane) => limits[lane] ?? {}, wishes)
  await inParallel(tasksPerLane, (run) => world.client.publish(`limits ${run}`, all))
  await pause(3 * minuteMs * scale)
  const receipts = await world.sink.receiptsFrom(0)
  const ofLane = Map.groupBy(receipts, (receipt) => Number(receipt.lane))
  const violations = limits.map((limit, lane) => violationsOf(ofLane.get(lane) ?? [], limit))
  const sum = violations.reduce((all, some) => all + some, 0)
  const name = `violations among ${receipts.length} posts of ${lanes} lanes`
  return [atMost(name, sum, 0, 'windows')]
}

const pick = <T>(...items: readonly T[]): T => items[Math.floor(Math.random() * items.length)] as T

const someLimits = (): Limits => ({
  maxInFlight: pick(1, 1, 2, 8),
  ...pick<Partial<Limits>>(
    { ratePerMinute: pick(3, 10, 30, 120, 300) },
    { ratePerHour: pick(5, 20, 60) },
    { minGapSeconds: pick(0.5, 2, 7) },
    { ratePerMinute: 60, ratePerHour: 100, minGapSeconds: 0.3 },
  ),
})

/** Posts that came too early for some window that ends with them. */
function violationsOf(receipts: readonly Receipt[], limits: Limits): number {
  const times = receipts.map((receipt) => receipt.receivedAtMs).toSorted((a, b) => a - b)
  const early = (windowMs: number, max: number | undefined) =>
    max === undefined
      ? 0
      : times.filter((time, i) => (times[i + max] ?? Infinity) - time < windowMs).length
  return (
    early(minuteMs, limits.ratePerMinute) +
    early(60 * minuteMs, limits.ratePerHour) +
    early((limits.minGapSeconds ?? 0) * 1_000, 1)
  )
}
