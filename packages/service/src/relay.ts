import { relayObserver, runRelay, type NatsConnection } from '@pressrun/bus'
import { keepWitnessFile, lockLog, readWitnessFile } from '@pressrun/db'
import type { Witness } from '@pressrun/events'
import type { ServiceContext } from './service-context.ts'

type LockLog = Parameters<typeof runRelay>[0]['lockLog']

type Relaying = AsyncDisposable & {
  readonly witnesses: () => Promise<readonly Witness[]>
  /**
   * Takes part in copying the log to the stream until the process ends: as a standby, or at once with a log it has
   * already locked.
   */
  readonly run: (connection: NatsConnection, ownLog?: LockLog) => Promise<void>
}

export function openRelay({
  config,
  log,
  metrics,
  signal,
}: Pick<ServiceContext, 'config' | 'log' | 'metrics' | 'signal'>): Relaying {
  const witness = keepWitnessFile(config.PRESSRUN_DATA_DIR)
  const witnesses = () => readWitnessFile(config.PRESSRUN_DATA_DIR)
  const observer = relayObserver(log, metrics, witness.saw)
  const lockWhenFree: LockLog = (aborted, awaitRetry) =>
    lockLog(config.DATABASE_URL, aborted, { awaitRetry, witnesses })
  return {
    witnesses,
    run: (connection, ownLog) =>
      runRelay({
        connection,
        isStandby: ownLog === undefined,
        lockLog: ownLog ?? lockWhenFree,
        observer,
        signal,
      }),
    [Symbol.asyncDispose]: () => witness[Symbol.asyncDispose](),
  }
}
