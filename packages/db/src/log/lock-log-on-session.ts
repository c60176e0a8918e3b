import { setImmediate as turnOfOthers, setTimeout as pause } from 'node:timers/promises'
import type { Witness } from '@pressrun/events'
import type pg from 'pg'
import { checkLog } from '../guard/check-log.ts'
import { endHolder, releaseLock, listener, tryLock, type LockedLog } from './lock-log.ts'
import { logHead, logReader } from './read.ts'

export type SessionLockOptions = {
  /**
   * The connection that this process keeps open for other reasons and that listens to the log; undefined while it has
   * none.
   */
  readonly session: () => pg.Client | undefined
  readonly pool: pg.Pool
  readonly awaitRetry: (signal: AbortSignal) => Promise<'try' | 'steal'>
  readonly witnesses: () => Promise<readonly Witness[]>
}

/** A process that begins needs a moment to get its connection. Others that might lock the log wait longer. */
const firstTriesMax = 20
const firstTryEveryMs = 100

/**
 * As `lockLog`, over a connection that the process has anyway: another idle one would be unused memory. What the
 * process appends over this connection is no growth: it knows of that, and offers it.
 */
export async function lockLogOnSession(
  signal: AbortSignal,
  options: SessionLockOptions,
): Promise<LockedLog> {
  const { session, awaitRetry } = options
  for (let tries = 0; !session() && tries < firstTriesMax; tries++)
    await pause(firstTryEveryMs, undefined, { signal })
  for (let action: 'try' | 'steal' = 'try'; ; action = await awaitRetry(signal)) {
    signal.throwIfAborted()
    const client = session()
    if (client && action === 'steal') await endHolder(client)
    if (client && (await tryLock(client))) return sessionLog(client, options)
  }
}

function sessionLog(client: pg.Client, { pool, witnesses }: SessionLockOptions): LockedLog {
  const { processID } = client as unknown as { readonly processID: number }
  const notifications = listener(client, ({ processId }) => processId !== processID)
  return {
    read: logReader(client),
    head: () => logHead(client),
    check: async (stream) => checkLog(pool, [...(await witnesses()), stream]),
    async grown(maxWaitMs, ended) {
      const hasGrown = await notifications.grown(maxWaitMs, ended)
      // The owner of the connection was woken as well, and goes first: tasks may go out before the log is copied.
      await turnOfOthers()
      return hasGrown
    },
    async [Symbol.asyncDispose]() {
      notifications.stop()
      // A connection that is gone has released the lock.
      await releaseLock(client).catch(() => {})
    },
  }
}
