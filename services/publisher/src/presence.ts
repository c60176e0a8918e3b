import { randomInt } from 'node:crypto'
import { Socket } from 'node:net'
import { connectionOptions, endClient, query } from '@pressrun/db'
import pg from 'pg'

/** The class of the advisory locks that show the presence of processes. */
const presenceLock = 7_377_003

/** A lock that was lost with its connection is taken again this often. */
const againMs = 250

/** A hanging server is given up after this, and queried again. */
const answerWithinMs = 15_000

/** After this the server drops a connection that has gone silent, whether or not its end was noticed. */
const goneUnheard =
  'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3'

/**
 * Shows others that this process is there: a lock on a connection of its own, which ends with the process, however it
 * ends. It is held from the first `announce` on.
 */
export type Presence = AsyncDisposable & {
  readonly id: number
  /** Resolves when others can see it. */
  readonly announce: () => Promise<void>
}

export function presenceOn(url: string): Presence {
  const id = randomInt(1, 2 ** 31)
  let held: Promise<HeldLock> | undefined
  let timer: NodeJS.Timeout | undefined
  let over = false
  const hold = (): Promise<HeldLock> => {
    const holding = (held ??= tryLock(url, id, () => releaseLock(holding)))
    holding.catch(() => {
      if (held === holding) held = undefined
    })
    return holding
  }
  const releaseLock = (holding: Promise<HeldLock>) => {
    if (held !== holding) return
    held = undefined
    if (!over) timer = setTimeout(holdAgain, againMs)
  }
  const holdAgain = () => {
    hold().catch(() => {
      if (!over) timer = setTimeout(holdAgain, againMs)
    })
  }
  return {
    id,
    announce: async () => void (await hold()),
    async [Symbol.asyncDispose]() {
      over = true
      clearTimeout(timer)
      const lock = await held?.catch(() => undefined)
      if (lock) await endClient(lock.client, lock.socket)
    },
  }
}

type HeldLock = { readonly client: pg.Client; readonly socket: Socket }

async function tryLock(url: string, id: number, lost: () => void): Promise<HeldLock> {
  const socket = new Socket()
  const client = new pg.Client({
    ...connectionOptions(url),
    application_name: 'pressrun-presence',
    query_timeout: answerWithinMs,
    stream: () => socket,
  })
  client.on('error', lost)
  client.on('end', lost)
  await client.connect()
  await client.query(`${goneUnheard}; select pg_advisory_lock(${presenceLock}, ${id})`)
  return { client, socket }
}

/** Whether the process of that id is there, frozen or not. A restart of the database hides it briefly. */
export async function isPresent(pool: pg.Pool, id: number): Promise<boolean> {
  const rows = await query<{ present: boolean }>(
    pool,
    `select exists (select from pg_locks
        join pg_database on pg_database.oid = pg_locks.database
      where locktype = 'advisory' and classid = ${presenceLock} and objid = $1 and granted
        and datname = current_database()) as present`,
    [id],
  )
  return rows[0]?.present ?? false
}
