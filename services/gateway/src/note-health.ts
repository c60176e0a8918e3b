import { streamFault } from '@pressrun/bus'
import { logPosition, refuseRestored, type Database } from '@pressrun/db'
import type { Health } from '@pressrun/runtime'
import type { BusInReach } from './bus/bus-in-reach.ts'

/** What `/healthz` of the gateway says beside that of every process. */
export function noteHealth(health: Health, { pool }: Database, bus: BusInReach): void {
  health.note('log', () => refuseRestored(pool))
  health.note('stream', async () => {
    const fault = await streamFault(bus.current(), () => logPosition(pool))
    if (fault) throw new Error(fault.text)
  })
}
