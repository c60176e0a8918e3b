import { streamFault } from '@pressrun/bus'
import { fitnessChecks, logPosition, refuseRestored, type Database } from '@pressrun/db'
import type { Health } from '@pressrun/runtime'
import type { BusInReach } from './bus-in-reach.ts'

/** What `/healthz` says beside what the gateway needs to be ready. */
export function noteHealth(health: Health, { pool }: Database, bus: BusInReach): void {
  for (const [name, check] of Object.entries(fitnessChecks(pool))) health.note(name, check)
  health.note('log', () => refuseRestored(pool))
  health.note('stream', async () => {
    const fault = await streamFault(bus.current(), () => logPosition(pool))
    if (fault !== undefined) throw new Error(fault)
  })
}
