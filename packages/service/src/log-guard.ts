import { streamWitness, type NatsConnection } from '@pressrun/bus'
import {
  logGuard,
  readWitnessFile,
  refuseRestored,
  type Database,
  type LogGuard,
} from '@pressrun/db'
import type { Witness } from '@pressrun/events'
import type { ServiceContext } from './service-context.ts'

const restoredText =
  'the database was restored from a backup: nothing is sent before a person has looked, with `pressrun restore-check`'

/** Keeps a service from sending, or having others send, by a log that was restored. */
export function serviceGuard(
  { config, log, health }: ServiceContext,
  { pool }: Database,
  connection: NatsConnection,
): { readonly guard: LogGuard; readonly witnesses: () => Promise<readonly Witness[]> } {
  health.check('log', () => refuseRestored(pool))
  const witnesses = async () => [
    await streamWitness(connection),
    ...(await readWitnessFile(config.PRESSRUN_DATA_DIR)),
  ]
  const onRestored = (reason: string) => log.error({ reason }, restoredText)
  return { guard: logGuard({ pool, witnesses, onRestored }), witnesses }
}
