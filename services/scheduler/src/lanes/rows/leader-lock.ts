import { Socket } from 'node:net'
import { connectionOptions, endClient, logChannel, query, roleLocks } from '@pressrun/db'
import pg from 'pg'

export type LeaderLock = AsyncDisposable & {
  /** The connection that holds the lock; undefined while another process does. */
  readonly acquire: () => Promise<pg.Client | undefined>
  /** The same without asking. */
  readonly session: () => pg.Client | undefined
  /** Releases the lock, with its connection. */
  readonly release: () => Promise<void>
}

export type LeaderLockOptions = {
  readonly url: string
  /** Called when another process has appended to the log, and when the connection is lost. */
  readonly onSignal: () => void
}

const dispatchLock = roleLocks.dispatcher
/** On this channel standbys ask for a heartbeat. */
const heartbeatChannel = 'pressrun_dispatcher'
/** After so long without a heartbeat the lock is taken from a stalled process. */
const silentMaxMs = 3_000
const queryTimeoutMs = 30_000

/**
 * The lock of the one dispatcher: an advisory lock on a connection of its own, so that it ends with the process. All
 * that the dispatcher reads and writes goes over the same connection, so losing the lock loses the connection.
 */
export function leaderLock(options: LeaderLockOptions): LeaderLock {
  let session: Session | undefined
  let isHeld = false
  let requestedAt: string | null = null
  const release = async () => {
    const ended = session
    session = undefined
    isHeld = false
    if (ended) await endClient(ended.client, ended.socket)
  }
  return {
    release,
    session: () => (isHeld ? session?.client : undefined),
    [Symbol.asyncDispose]: release,
    async acquire() {
      if (!session) {
        const opened = await connect(options)
        session = opened
        opened.client.on('end', () => {
          if (session === opened) session = undefined
          isHeld &&= session !== undefined
          options.onSignal()
        })
      }
      const { client } = session
      if (isHeld) return client
      requestedAt = await requestLock(client, requestedAt)
      isHeld = requestedAt === null
      return isHeld ? client : undefined
    },
  }
}

type Session = { readonly client: pg.Client; readonly socket: Socket }

async function connect({ url, onSignal }: LeaderLockOptions): Promise<Session> {
  const socket = new Socket()
  const client = new pg.Client({
    ...connectionOptions(url),
    application_name: 'pressrun-dispatcher',
    query_timeout: queryTimeoutMs,
    stream: () => socket,
  })
  // A connection that breaks ends as well.
  client.on('error', () => {})
  client.on('notification', ({ channel, processId }) => {
    if (channel === heartbeatChannel) client.query('select').catch(() => {})
    // The dispatcher's own commits are no signal.
    else if (processId !== (client as unknown as { processID: number }).processID) onSignal()
  })
  try {
    await client.connect()
    await client.query(settings)
    return { client, socket }
  } catch (cause) {
    socket.destroy()
    throw cause
  }
}

/**
 * Its rows are found by key, even if the planner believes that a table is empty; and planning its queries anew each
 * time would cost more than running them.
 */
const settings = `select set_config('plan_cache_mode', 'force_generic_plan', false),
  set_config('enable_seqscan', 'off', false), set_config('enable_bitmapscan', 'off', false),
  set_config('enable_hashjoin', 'off', false), set_config('enable_mergejoin', 'off', false),
  set_config('idle_in_transaction_session_timeout', '3000', false)`

type LockResult = { readonly mine: boolean; readonly at: string; readonly silent: number | null }

/**
 * Requests the lock, and a heartbeat from its holder. Returns since when that heartbeat is awaited, by the clock of the
 * database; null once the lock is ours.
 */
async function requestLock(client: pg.Client, since: string | null): Promise<string | null> {
  const rows = await query<LockResult>(client, lockQuery, [since])
  const [row] = rows
  if (!row || row.mine) {
    await client.query(`listen ${logChannel}; listen ${heartbeatChannel}`)
    return null
  }
  if (since === null || row.silent === null) return row.at
  if (Date.parse(row.at) - Date.parse(since) < silentMaxMs) return since
  // The former holder finds its connection broken when it resumes, and what it then sends is refused.
  await client.query('select pg_terminate_backend($1, 1000)', [row.silent])
  return requestLock(client, null)
}

/**
 * `silent` is the session with the lock, if it has been idle since $1 in spite of the request, and is not waiting for
 * the database.
 */
const lockQuery = `
with asked as materialized (
  select pg_try_advisory_lock(${dispatchLock}) as mine, pg_notify('${heartbeatChannel}', '') as told
)
select mine, clock_timestamp() as at, (
  select pid from pg_locks join pg_stat_activity using (pid)
  where locktype = 'advisory' and granted and classid = 0 and objid = ${dispatchLock}
    and pg_locks.database = (select oid from pg_database where datname = current_database())
    and wait_event_type = 'Client' and state_change < $1::timestamptz
) as silent
from asked`
