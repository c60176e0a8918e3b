import { execFileSync } from 'node:child_process'
import { chownSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgres, type RunningPostgres } from '@pressrun/cli'
import pg from 'pg'
import { eventually, temporaryDirectory } from '../support/index.ts'
import { openSwitchboard, type Switchboard } from './switchboard.ts'

/** A Postgres and its synchronous standby behind one address. */
export type Pair = AsyncDisposable & {
  /** Through the switchboard: it stays the same when the servers change places. */
  readonly url: string
  readonly primary: RunningPostgres
  readonly standby: RunningPostgres
  readonly switchboard: Switchboard
  /** Runs statements on the primary, as a superuser. */
  readonly operate: (...statements: readonly string[]) => Promise<void>
}

/** Connections enough for the services, and few enough to use them all up. */
const settings = { max_connections: '40' }

/**
 * The standby begins as a copy of the stopped primary and streams from then on. Every commit waits for it, so what a
 * caller was promised is on both.
 */
export async function startPair(): Promise<Pair> {
  await using undo = new AsyncDisposableStack()
  const directory = undo.use(temporaryDirectory()).path
  const [first, second] = [join(directory, 'first'), join(directory, 'second')]
  await (await startPostgres({ dataDir: first, settings })).stop()
  execFileSync('cp', ['-a', first, second])
  const primary = await startPostgres({ dataDir: first, settings })
  undo.defer(() => primary.stop())
  followPrimary(join(second, 'cluster'), primary.url)
  const standby = await startPostgres({ dataDir: second, settings })
  undo.defer(() => standby.stop())
  const operate = (...statements: readonly string[]) => runOn(primary.url, statements)
  await operate(`alter system set synchronous_standby_names = '*'`, 'select pg_reload_conf()')
  await eventually(() => isInStep(primary.url), { within: 30_000, what: 'the standby is in step' })
  const switchboard = undo.use(await openSwitchboard(primary.port))
  const url = Object.assign(new URL(primary.url), { port: String(switchboard.port) }).href
  const kept = undo.move()
  return {
    url,
    primary,
    standby,
    switchboard,
    operate,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** What turns a copy into a standby (PostgreSQL manual, "Setting Up a Standby Server"). */
function followPrimary(cluster: string, primaryUrl: string): void {
  const { hostname, port, username, password } = new URL(primaryUrl)
  const conninfo = `host=${hostname} port=${port} user=${username} password=${password}`
  const settingsFile = join(cluster, 'postgresql.auto.conf')
  const kept = readFileSync(settingsFile, 'utf8')
  writeFileSync(settingsFile, `${kept}primary_conninfo = '${conninfo}'\n`)
  writeFileSync(join(cluster, 'standby.signal'), '')
  const { uid, gid } = statSync(cluster)
  chownSync(join(cluster, 'standby.signal'), uid, gid)
}

export async function runOn(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    // Settings for all connections must not affect the one that makes them.
    await client.query('set default_transaction_read_only = off')
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

async function isInStep(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(
      `select from pg_stat_replication where state = 'streaming' and sync_state in ('sync', 'quorum')`,
    )
    return rows.length === 1
  } finally {
    await client.end()
  }
}
