import { setImmediate as turnOfOthers, setTimeout as pause } from 'node:timers/promises'
import type { Witness } from '@pressrun/events'
import type pg from 'pg'
import { checkLog } from '../guard/check-log.ts'
import { endHolder, giveLockBack, listener, takeLock, type HeldLog } from './hold-log.ts'
import { logHead, logReader } from './read.ts'

export type ShareOptions = {
  /** The connection of this process that stays open anyway and listens to the log; undefined while it has none. */
  readonly session: () => pg.Client | undefined
  readonly pool: pg.Pool
  readonly standBy: (signal: AbortSignal) => Promise<'ask' | 'take'>
  readonly witnesses: () => Promise<readonly Witness[]>
}

/** A process that begins needs a moment to get its connection. Others who might hold the log wait longer. */
const firstTriesMax = 20
const firstTryEveryMs = 100

/**
 * As `holdLog`, over a connection that the process has anyway: another idle one would be memory that nobody uses. What
 * the process appends over this connection is no growth: it knows of that, and offers it.
 */
export async function shareLog(signal: AbortSignal, options: ShareOptions): Promise<HeldLog> {
  const { session, standBy } = options
  for (let tries = 0; !session() && tries < firstTriesMax; tries++)
    await pause(firstTryEveryMs, undefined, { signal })
  for (let turn: 'ask' | 'take' = 'ask'; ; turn = await standBy(signal)) {
    signal.throwIfAborted()
    const client = session()
    if (client && turn === 'take') await endHolder(client)
    if (client && (await takeLock(client))) return sharedLog(client, options)
  }
}

function sharedLog(client: pg.Client, { pool, witnesses }: ShareOptions): HeldLog {
  const { processID } = client as unknown as { readonly processID: number }
  const ear = listener(client, ({ processId }) => processId !== processID)
  return {
    read: logReader(client),
    head: () => logHead(client),
    check: async (stream) => checkLog(pool, [...(await witnesses()), stream]),
    async grown(maxWaitMs, ended) {
      const hasGrown = await ear.grown(maxWaitMs, ended)
      // Whose connection it is was woken as well, and asks first: tasks may go out before the log is copied.
      await turnOfOthers()
      return hasGrown
    },
    async [Symbol.asyncDispose]() {
      ear.stop()
      // One that is gone has taken the lock with it.
      await giveLockBack(client).catch(() => {})
    },
  }
}
