import { readInstance } from '../instance-file.ts'
import { endProcess } from '../servers/leftover.ts'

/**
 * Ends processes that a killed supervisor left running. Services notice by themselves that it is gone, but the next
 * start must not race with them for the port.
 */
export async function endLeftovers(dataDir: string): Promise<void> {
  const { nats, postgres, ...services } = readInstance(dataDir)?.processes ?? {}
  const end = (of: typeof nats, signals: readonly NodeJS.Signals[]): Promise<void> =>
    of === undefined ? Promise.resolve() : endProcess(of.pid, of.identity, signals)
  await Promise.all(Object.values(services).map((service) => end(service, ['SIGTERM'])))
  await Promise.all([end(nats, ['SIGTERM']), end(postgres, ['SIGINT', 'SIGQUIT'])])
}
