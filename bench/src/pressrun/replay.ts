import { setTimeout as pause } from 'node:timers/promises'
import type { Replay } from '../contenders/contender.ts'
import { queryOnce } from '../servers/postgres.ts'
import type { PressrunClient } from './client.ts'

const VIEW = 'analytics_hourly'
const POLL_MS = 10
const TIMEOUT_MS = 30_000

/** Rebuilds the hourly view from the first event on. Undefined while there is no such call. */
export async function replayHourly(
  client: PressrunClient,
  databaseUrl: string,
): Promise<Replay | undefined> {
  const counts = await countEvents(databaseUrl)
  const liveTable = await tableOid(databaseUrl)
  const startedAt = performance.now()
  if (!(await client.rebuild(VIEW))) return undefined
  // A rebuild fills a table beside the live one; it is over when the name refers to the new one.
  while ((await tableOid(databaseUrl)) === liveTable) {
    if (performance.now() - startedAt > TIMEOUT_MS) throw timedOut()
    await pause(POLL_MS)
  }
  return { ...counts, seconds: (performance.now() - startedAt) / 1000 }
}

/** A rebuild reads only the types that its view names; the rest of the log costs it nothing. */
async function countEvents(databaseUrl: string) {
  const [row] = await queryOnce(
    databaseUrl,
    `select
       count(*)::int as log_length,
       count(*) filter (where type = any((select types from views where name = '${VIEW}')::text[]))::int as events
     from events`,
  )
  return { events: Number(row?.['events']), logLength: Number(row?.['log_length']) }
}

function timedOut(): Error {
  return new Error(`${VIEW} was not rebuilt within ${TIMEOUT_MS / 1000} s`)
}

async function tableOid(databaseUrl: string): Promise<number> {
  const [row] = await queryOnce(databaseUrl, `select '${VIEW}'::regclass::oid::int8 as oid`)
  return Number(row?.['oid'])
}
