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

export type HeldLog = AsyncDisposable & {
  readonly read: (afterSeq: number, limit: number) => Promise<Chunk[]>
  readonly head: () => Promise<LogHead>
  /** Compares the log with what the stream has seen of it, and the other witnesses. */
  readonly check: (stream: Witness) => Promise<LogCheck>
  /** Resolves true when the log has grown since the last call, false after `maxWaitMs` in vain. */
  readonly grown: (maxWaitMs: number, signal: AbortSignal) => Promise<boolean>
}

const relayLock = roleLocks.relay

export type HoldOptions = {
  /**
   * Waits while somebody else holds the log, then says whether to ask for it again or to take it: from
   * a process that stands still, whose session Postgres would keep for it.
   */
  readonly standBy?: (signal: AbortSignal) => Promise<'ask' | 'take'>
  /** Others who have seen how far the log was. */
  readonly witnesses?: () => Promise<readonly Witness[]>
}

const tryAgainMs = 5_000

/** A database that does not answer for so long is given up, and asked anew. */
const queryTimeoutMs = 15_000

const waitAWhile = (signal: AbortSignal) => pause(tryAgainMs, 'ask' as const, { signal })

/**
 * Waits until no other process holds the log for relaying, then holds it: on a connection of its
 * own, so that the lock ends with the process. It asks again and again rather than waiting inside
 * the database, where a statement that waits keeps its snapshot, and with it every dead row since;
 * and it hangs up in between, for an idle backend is memory that nobody uses.
 */
export async function holdLog(
  url: string,
  signal: AbortSignal,
  { standBy = waitAWhile, witnesses = noOthers }: HoldOptions = {},
): Promise<HeldLog> {
  for (let turn: 'ask' | 'take' = 'ask'; ; turn = await standBy(signal)) {
    signal.throwIfAborted()
    const held = await tryToHold(url, turn, signal)
    if (held) return heldLog(held, witnesses)
  }
}

async function tryToHold(
  url: string,
  turn: 'ask' | 'take',
  signal: AbortSignal,
): Promise<Held | undefined> {
  const socket = new Socket()
  const client = new pg.Client({
    ...connectionOptions(url),
    application_name: 'pressrun-relay',
    query_timeout: queryTimeoutMs,
    stream: () => socket,
  })
  const ear = listener(client)
  // Not `client.end()`: it says goodbye and waits, also for a server that does not answer.
  const giveUp = () => void socket.destroy()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    await client.connect()
    if (turn === 'take') await endHolder(client)
    if (!(await takeLock(client))) {
      await endClient(client, socket)
      return undefined
    }
    await client.query(`listen ${logChannel}`)
  } catch (cause) {
    giveUp()
    throw cause
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
  return { client, socket, grown: ear.grown }
}

type Held = {
  readonly client: pg.Client
  readonly socket: Socket
  readonly grown: HeldLog['grown']
}

const noOthers = () => Promise.resolve<readonly Witness[]>([])

const heldLog = (
  { client, socket, grown }: Held,
  witnesses: () => Promise<readonly Witness[]>,
): HeldLog => ({
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

export async function takeLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ mine: boolean }>(takeOnce)
  return rows[0]?.mine ?? false
}

/** A session that has it already takes it no second time: it would have to give it back as often. */
const takeOnce = `select case when exists (
    select from pg_locks where locktype = 'advisory' and granted and pid = pg_backend_pid()
      and classid = 0 and objid = ${relayLock}) then true
  else pg_try_advisory_lock(${relayLock}) end as mine`

export const giveLockBack = (client: pg.Client) =>
  client.query(`select pg_advisory_unlock(${relayLock})`)

/** Whoever it was finds its connection broken when it goes on, and what it then sends is refused. */
export async function endHolder(client: pg.Client): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid, ${endedWithinMs}) from pg_locks
      where locktype = 'advisory' and granted and classid = 0 and objid = ${relayLock}
        and database = (select oid from pg_database where datname = current_database())`,
  )
}

const endedWithinMs = 1_000

/** Remembers a notification that comes while nobody waits, and wakes for a broken connection too. */
export function listener(
  client: pg.Client,
  isNews: (message: pg.Notification) => boolean = () => true,
) {
  let heard = false
  let wake = () => {}
  const hear = () => {
    heard = true
    wake()
  }
  const hearNews = (message: pg.Notification) => {
    if (message.channel === logChannel && isNews(message)) hear()
  }
  client.on('notification', hearNews)
  client.on('error', hear)
  client.on('end', hear)
  const grown = async (maxWaitMs: number, signal: AbortSignal): Promise<boolean> => {
    if (!heard && !signal.aborted) await heardWithin(maxWaitMs, signal)
    const told = heard
    heard = false
    return told
  }
  const heardWithin = (maxWaitMs: number, signal: AbortSignal) =>
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
    client.off('notification', hearNews)
    client.off('error', hear)
    client.off('end', hear)
  }
  return { grown, stop }
}
