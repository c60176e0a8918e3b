import { findDeadLetter, listDeadLetters, redeliver } from '@pressrun/bus'
import type { BusInReach } from '../bus/bus-in-reach.ts'
import type { Gateway } from '../gateway.ts'

/** They are stored in NATS, not in the database, so they are unavailable while it is away. */
export const deadLettersOn = (bus: Pick<BusInReach, 'current'>): Gateway['deadLetters'] => ({
  list: async (page) => listDeadLetters(bus.current(), page),
  find: async (id) => findDeadLetter(bus.current(), id),
  redeliver: async (letter) => redeliver(bus.current(), letter),
})
