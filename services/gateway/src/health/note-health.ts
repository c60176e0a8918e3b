import { streamFault } from '@pressrun/bus'
import { logHead, refuseRestored, type Database } from '@pressrun/db'
import { createHealth, type Health } from '@pressrun/runtime'
import type { BusInReach } from '../bus/bus-in-reach.ts'

/** What `/healthz` of the gateway reports beyond that of every process. */
export function noteHealth(health: Health, { pool }: Database, bus: BusInReach): void {
  health.note('log', () => refuseRestored(pool))
  health.note('stream', async () => {
    const fault = await streamFault(bus.current(), async () => (await logHead(pool)).position)
    if (fault) throw new Error(fault.text)
  })
}

/** The health of NATS, apart from the rest: nothing here needs NATS to respond. */
export function natsHealth({ service, version }: Health, check: BusInReach['check']): Health {
  const health = createHealth({ service, version })
  health.check('nats', check)
  return health
}
