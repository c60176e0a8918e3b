import { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Chunk, Witness } from '@pressrun/events'
import pg from 'pg'
import { connectionOptions } from '../database.ts'
import { endClient } from '../end-client.ts'
import { roleLocks } from '../foreign-holders.ts'
import { checkLogWith, type LogCheck } from '../guard/check-log.ts'
import { logChannel } from './append.ts'
import { logHead, logReader, type LogHead } from './read.ts'

export type LockedLog = AsyncDisposable & {
  readonly read: (afterSeq: number, limit: number) => Promise<Chunk[]>
  readonly head: () => Promise<LogHead>
  /** Compares the log with what the stream has seen of it, and the other witnesses. */
  readonly check: (stream: Witness) => Promise<LogCheck>
  /** Resolves true when the log has grown since the last call, false after `maxWaitMs` in vain. */
  readonly grown: (maxWaitMs: number, signal: AbortSignal) => Promise<boolean>
}

const relayLock = roleLocks.relay

export type LockOptions = {
  /**
   * Waits while another process holds the log, then says whether to ask for it again or to take it: from a process
   * that stands still, whose session Postgres would keep for it.
   */
  readonly awaitRetry?: (signal: AbortSignal) => Promise<'try' | 'steal'>
  /** Other witnesses of how far the log was. */
  readonly witnesses?: () => Promise<readonly Witness[]>
}

const retryAfterMs = 5_000

/** A database that does not respond for so long is given up, and connected to anew. */
const queryTimeoutMs = 15_000

const pauseBeforeRetry = (signal: AbortSignal) => pause(retryAfterMs, 'try' as const, { signal })

/**
 * Waits until no other process holds the log for relaying, then holds it: on a connection of its own, so that the lock
 * ends with the process. It polls rather than waits inside the database, where a waiting statement keeps its snapshot,
 * and with it every dead row since; and it disconnects in between, as an idle backend is unused memory.
 */
export async function lockLog(
  url: string,
  signal: AbortSignal,
  { awaitRetry = pauseBeforeRetry, witnesses = noWitnesses }: LockOptions = {},
): Promise<LockedLog> {
  for (let action: 'try' | 'steal' = 'try'; ; action = await awaitRetry(signal)) {
    signal.throwIfAborted()
    const locked = await tryToLock(url, action, signal)
    if (locked) return lockedLog(locked, witnesses)
  }
}

async function tryToLock(
  url: string,
  action: 'try' | 'steal',
  signal: AbortSignal,
): Promise<LockSession | undefined> {
  const socket = new Socket()
  const client = new pg.Client({
    ...connectionOptions(url),
    application_name: 'pressrun-relay',
    query_timeout: queryTimeoutMs,
    stream: () => socket,
  })
  const notifications = listener(client)
  // Not `client.end()`: it says goodbye and waits, also for a server that does not respond.
  const abandon = () => void socket.destroy()
  signal.addEventListener('abort', abandon, { once: true })
  try {
    await client.connect()
    if (action === 'steal') await endHolder(client)
    if (!(await tryLock(client))) {
      await endClient(client, socket)
      return undefined
    }
    await client.query(`listen ${logChannel}`)
  } catch (cause) {
    abandon()
    throw cause
  } finally {
    signal.removeEventListener('abort', abandon)
  }
  return { client, socket, grown: notifications.grown }
}

type LockSession = {
  readonly client: pg.Client
  readonly socket: Socket
  readonly grown: LockedLog['grown']
}

const noWitnesses = () => Promise.resolve<readonly Witness[]>([])

const lockedLog = (
  { client, socket, grown }: LockSession,
  witnesses: () => Promise<readonly Witness[]>,
): LockedLog => ({
  read: logReader(client),
  head: () => logHead(client),
  check: async (stream) => checkAlone(client, [...(await witnesses()), stream]),
  grown,
  [Symbol.asyncDispose]: () => endClient(client, socket),
})

/** A fault leaves the transaction open: the session ends with it. */
async function checkAlone(client: pg.Client, witnesses: readonly Witness[]): Promise<LogCheck> {
  await client.query('begin')
  const found = await checkLogWith(client, witnesses)
  await client.query('commit')
  return found
}

export async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>(tryLockOnce)
  return rows[0]?.mine ?? false
}

/** A session that has it already does not take it a second time: it would have to release it as often. */
const tryLockOnce = `select case when exists (
    select from pg_locks where locktype = 'advisory' and granted and pid = pg_backend_pid()
      and classid = 0 and objid = ${relayLock}) then true
  else pg_try_advisory_lock(${relayLock}) end as mine`

export const releaseLock = (client: pg.Client) =>
  client.query(`select pg_advisory_unlock(${relayLock})`)

/** The former holder finds its connection broken when it goes on, and what it then sends is refused. */
export async function endHolder(client: pg.Client): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid, ${endedWithinMs}) from pg_locks
      where locktype = 'advisory' and granted and classid = 0 and objid = ${relayLock}
        and database = (select oid from pg_database where datname = current_database())`,
  )
}

const endedWithinMs = 1_000

/** Remembers a notification that comes while nothing waits, and wakes for a broken connection too. */
export function listener(
  client: pg.Client,
  isForeign: (message: pg.Notification) => boolean = () => true,
) {
  let hasNotification = false
  let wake = () => {}
  const notify = () => {
    hasNotification = true
    wake()
  }
  const onNotification = (message: pg.Notification) => {
    if (message.channel === logChannel && isForeign(message)) notify()
  }
  client.on('notification', onNotification)
  client.on('error', notify)
  client.on('end', notify)
  const grown = async (maxWaitMs: number, signal: AbortSignal): Promise<boolean> => {
    if (!hasNotification && !signal.aborted) await notifiedWithin(maxWaitMs, signal)
    const wasNotified = hasNotification
    hasNotification = false
    return wasNotified
  }
  const notifiedWithin = (maxWaitMs: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', finish)
        wake = () => {}
        resolve()
      }
      const timer = setTimeout(finish, maxWaitMs)
      signal.addEventListener('abort', finish, { once: true })
      wake = finish
    })
  const stop = () => {
    client.off('notification', onNotification)
    client.off('error', notify)
    client.off('end', notify)
  }
  return { grown, stop }
}
