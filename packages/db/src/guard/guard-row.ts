import { query } from '../table/query.ts'
import type pg from 'pg'

/** The incarnation of a log: a logical restore changes it, a copy of the files does not. */
type LogPlace = {
  /** Null when this role may not read it. */
  readonly systemIdentifier: string | null
  readonly databaseOid: number
  readonly tableOid: number
}

/** A restore that was found and is not yet accepted. */
export type FoundRestore = {
  readonly at: string
  readonly reason: string
  /** The head of the log when it was found. */
  readonly position: number
  /** When the newest event of the restored state was recorded: what is lost came after that. */
  readonly stateAt: string
}

export type GuardRow = {
  readonly epoch: number
  readonly head: number
  /** Of this server process, database and epoch: a check of one says nothing of another. */
  readonly incarnation: string
  readonly place: LogPlace
  /** Null where it is not yet known. */
  readonly knownPlace: { readonly [Part in keyof LogPlace]: LogPlace[Part] | null }
  readonly restore: FoundRestore | null
  readonly acceptedAt: string | null
}

const databaseOid = '(select oid from pg_database where datname = current_database())'

const incarnation = `concat_ws('/', extract(epoch from pg_postmaster_start_time()),
  ${databaseOid}, 'log_head'::regclass::oid, epoch)`

/**
 * SQL: the log is the one that was checked (`parameter` holds its incarnation), and no restore was found. In the
 * transaction that lets a task go out it holds until the commit.
 */
export const logIsClear = (parameter: string): string =>
  `(select restored_at is null and ${incarnation} = ${parameter} from log_guard)`

/** Whether a restore waits to be accepted: nothing goes out then. */
export async function isRestored(pool: pg.Pool): Promise<boolean> {
  const rows = await query<{ restored: boolean }>(
    pool,
    'select restored_at is not null as restored from log_guard',
  )
  return rows[0]?.restored ?? false
}

/** Rejects while a restore waits to be accepted: for readiness. */
export async function refuseRestored(pool: pg.Pool): Promise<void> {
  const { restore } = await readGuard(pool)
  if (restore)
    throw new Error(`restored from a backup (${restore.reason}); see pressrun restore-check`)
}

type Row = {
  readonly epoch: number
  readonly head: number
  readonly incarnation: string
  readonly system_now: string | null
  readonly database_now: number
  readonly table_now: number
  readonly system_identifier: string | null
  readonly database_oid: number | null
  readonly table_oid: number | null
  readonly restored_at: string | null
  readonly reason: string | null
  readonly restored_position: number | null
  readonly state_at: string | null
  readonly accepted_at: string | null
}

export async function readGuard(
  client: pg.Pool | pg.ClientBase,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<GuardRow> {
  const { rows } = await client.query<Row>(
    `select log_guard.*, log_head.position as head, ${incarnation} as incarnation,
      case when has_function_privilege('pg_control_system()', 'execute')
        then (select system_identifier::text from pg_control_system()) end as system_now,
      ${databaseOid}::bigint as database_now, 'log_head'::regclass::oid::bigint as table_now
    from log_guard, log_head ${lock ? 'for update of log_guard' : ''}`,
  )
  const [row] = rows
  if (!row) throw new Error('the database has lost its row in log_guard, or that in log_head')
  return toGuardRow(row)
}

/** Makes a lost row again, as far as the accepted restores determine it. Returns whether it was lost. */
export async function remakeGuard(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into log_guard (epoch, accepted_at)
      select coalesce(max(epoch), 1), max(accepted_at) from restores
      where not exists (select from log_guard) having exists (select from log_head)
      on conflict (only_row) do nothing`,
  )
  return rowCount === 1
}

const toGuardRow = (row: Row): GuardRow => ({
  epoch: row.epoch,
  head: row.head,
  incarnation: row.incarnation,
  place: {
    systemIdentifier: row.system_now,
    databaseOid: row.database_now,
    tableOid: row.table_now,
  },
  knownPlace: {
    systemIdentifier: row.system_identifier,
    databaseOid: row.database_oid,
    tableOid: row.table_oid,
  },
  restore:
    row.restored_at === null
      ? null
      : {
          at: row.restored_at,
          reason: row.reason ?? '',
          position: row.restored_position ?? 0,
          stateAt: row.state_at ?? row.restored_at,
        },
  acceptedAt: row.accepted_at,
})
