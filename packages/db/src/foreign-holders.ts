import { query } from './table/query.ts'
import type pg from 'pg'

/**
 * The advisory locks that elect the one process that relays, or dispatches. Any numbers would do, as long as they
 * never change.
 */
export const roleLocks = { relay: 7_377_001, dispatcher: 7_377_002 } as const

type Holder = {
  readonly lock: number
  readonly pid: number
  readonly name: string
  readonly who: string
}

const namesOf: Readonly<Record<number, string>> = {
  [roleLocks.relay]: 'the relay',
  [roleLocks.dispatcher]: 'the dispatcher',
}

/**
 * Rejects while a foreign session holds one of these locks, so that nothing is relayed or dispatched until it ends, or
 * blocks ours on a lock of rows or tables; names the session. Sessions that this role may not see are left out.
 */
export async function refuseForeignHolders(client: pg.Pool | pg.ClientBase): Promise<void> {
  const rows = await query<Holder>(client, sql, [Object.values(roleLocks)])
  const [holder] = rows
  if (!holder) return refuseBlockers(client)
  const { lock, pid, name, who } = holder
  throw new Error(
    `the lock of ${namesOf[lock]} (${lock}) is held by a session that is not of Pressrun (pid ${pid},` +
      ` application ${name === '' ? 'without a name' : name}, role ${who}): end what it does, or` +
      ` select pg_terminate_backend(${pid})`,
  )
}

const sql = `
select objid::bigint as lock, pid, application_name as name, usename as who
from pg_locks join pg_stat_activity using (pid)
where locktype = 'advisory' and granted and classid = 0 and objid::bigint = any($1::bigint[])
  and pg_locks.database = (select oid from pg_database where datname = current_database())
  and application_name not like 'pressrun%'
order by objid limit 1`

/** Rejects while sessions of Pressrun have waited for another session's lock for longer than any of ours holds one. */
async function refuseBlockers(client: pg.Pool | pg.ClientBase): Promise<void> {
  const rows = await query<Omit<Holder, 'lock'>>(client, blockers)
  const [blocker] = rows
  if (!blocker) return
  const { pid, name, who } = blocker
  throw new Error(
    `a session that is not of Pressrun keeps it waiting for a lock (pid ${pid}, application` +
      ` ${name === '' ? 'without a name' : name}, role ${who}): end what it does, or` +
      ` select pg_terminate_backend(${pid})`,
  )
}

const blockers = `
select blocker.pid, blocker.application_name as name, blocker.usename as who
from (
  select pid from pg_stat_activity
  where datname = current_database() and application_name like 'pressrun%' and wait_event_type = 'Lock'
    and query_start < clock_timestamp() - interval '3 seconds' offset 0) waiting
cross join lateral unnest(pg_blocking_pids(waiting.pid)) as blocking (pid)
join pg_stat_activity blocker on blocker.pid = blocking.pid
where blocker.application_name not like 'pressrun%' limit 1`
