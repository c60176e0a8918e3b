import { setTimeout as pause } from 'node:timers/promises'
import type { Replay } from '../contenders/contender.ts'
import { queryOnce } from '../servers/postgres.ts'
import type { PressrunClient } from './client.ts'

const VIEW = 'analytics_hourly'
const POLL_MS = 10
const TIMEOUT_MS = 120_000

/** Rebuilds the hourly view from the whole log. Undefined while there is no such call. */
export async function replayHourly(
  client: PressrunClient,
  databaseUrl: string,
): Promise<Replay | undefined> {
  const [row] = await queryOnce(databaseUrl, 'select count(*)::int as events from events')
  const events = Number(row?.['events'])
  const startedAt = performance.now()
  if (!(await client.rebuild(VIEW))) return undefined
  for (let state = ''; state !== 'live';) {
    if (performance.now() - startedAt > TIMEOUT_MS) throw new Error(`${VIEW} is not rebuilt`)
    await pause(POLL_MS)
    state = (await client.projection(VIEW))?.state ?? 'gone'
  }
  return { events, seconds: (performance.now() - startedAt) / 1000 }
}
