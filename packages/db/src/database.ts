import pg from 'pg'
import { withSessionSettings } from './session-settings.ts'
import { PoolInTurn, type ConnectionTurns } from './pool-in-turn.ts'
import { PoolSockets } from './pool-sockets.ts'

export type Database = {
  readonly pool: pg.Pool
} & AsyncDisposable

export type DatabaseOptions = {
  readonly url: string
  readonly connectionsMax?: number
  /** A connection that is idle for so long is closed; 10 s when absent. */
  readonly idleTimeoutMs?: number
  /** A statement that takes longer is cancelled. No limit when absent. */
  readonly queryTimeoutMs?: number
  /**
   * Its statements name the rows they want by key, over and over. They are planned once, and by indexes: the tables by
   * which tasks move are empty when a connection is new, and full of rows, many of them dead, later.
   */
  readonly byKey?: boolean
  /** Chooses which caller gets a connection next; first come, first served when absent. */
  readonly turns?: ConnectionTurns
  /** Called for connections that broke while idle; the pool replaces them by itself. */
  readonly onIdleError?: (error: Error) => void
}

/** How long a caller waits for a connection before the database counts as away. */
const connectTimeoutMs = 5_000

/** Idle connections are closed: each is a backend with 16 MB of memory. */
const idleTimeoutMs = 10_000

const keepAliveDelayMs = 10_000

/** The server cancels what takes too long and reports it; one that does not even do that counts as away. */
const unansweredAfterMs = 2_000

/** A process that stands still in a transaction keeps its locks no longer than this. */
const idleInTransactionMs = 60_000

export function openDatabase(options: DatabaseOptions): Database {
  const sockets = new PoolSockets()
  const config: pg.PoolConfig = {
    stream: sockets.connect,
    ...connectionOptions(options.url, options.byKey ? planByIndex : ''),
    max: options.connectionsMax ?? 10,
    idleTimeoutMillis: options.idleTimeoutMs ?? idleTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    ...timeouts(options.queryTimeoutMs),
  }
  const pool = options.turns ? new PoolInTurn(config, options.turns) : new pg.Pool(config)
  pool.on('error', options.onIdleError ?? (() => {}))
  // A connection that breaks while it is lent out also emits `error`, beside failing its queries, and the pool does
  // not listen then: an unhandled `error` would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    pool,
    [Symbol.asyncDispose]: () => sockets.end(pool),
  }
}

const planByIndex = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off'

const timeouts = (ms: number | undefined): pg.ClientConfig =>
  ms === undefined ? {} : { statement_timeout: ms, query_timeout: ms + unansweredAfterMs }

/** Statements of a pipelined client leave together; see `transaction.ts`. */
export function connectionOptions(url: string, more = ''): pg.ClientConfig {
  return {
    ...withSessionSettings(url, more),
    application_name: 'pressrun',
    types: { getTypeParser: parserOf },
    pipeline: true,
    connectionTimeoutMillis: connectTimeoutMs,
    // The system's own two hours are too long to wait on a server that vanished silently.
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelayMs,
  }
}

const instantOid = 1184
const bigintOid = 20

/** Instants come back as ISO 8601 text, positions as numbers (2^53 events is enough). */
function parserOf(oid: number, format?: unknown) {
  if (format !== 'binary') {
    if (oid === instantOid) return toIsoInstant
    if (oid === bigintOid) return Number
  }
  return pg.types.getTypeParser(oid, format as 'text')
}

/**
 * `2026-03-29 01:00:00.25+00` to `2026-03-29T01:00:00.250Z`. The session's zone is UTC, unless a pooler drops our
 * settings.
 */
export function toIsoInstant(text: string): string {
  // Written by hand only. Each is read as the last, or the first, instant that ISO 8601 has four digits for.
  if (text === 'infinity') return '9999-12-31T23:59:59.999Z'
  if (text === '-infinity') return '0001-01-01T00:00:00.000Z'
  if (!text.endsWith('+00')) return fromOtherZone(text)
  const fraction = text.slice(20, -3)
  const ms = text[19] === '.' ? fraction.padEnd(3, '0').slice(0, 3) : '000'
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${ms}Z`
}

function fromOtherZone(text: string): string {
  const [, local, offset] = /^(.{19}.*)([+-]\d\d(?::\d\d)?)$/.exec(text) ?? []
  if (!local || !offset) throw new RangeError(`${text} is not an instant`)
  const zone = offset.length === 3 ? `${offset}:00` : offset
  return new Date(local.replace(' ', 'T') + zone).toISOString()
}
