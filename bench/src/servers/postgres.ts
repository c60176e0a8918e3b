import { startPostgres as startEmbedded } from '@pressrun/cli'
import pg from 'pg'
import type { Server } from './server.ts'

/** The same for every contender, on top of what Pressrun's embedded Postgres sets anyway. */
const SETTINGS = { shared_buffers: '128MB', fsync: 'on', synchronous_commit: 'on' }

/** A fresh cluster in `dataDir`, on a free port of the loopback. */
export async function startPostgres(
  dataDir: string,
  extraSettings: Record<string, string> = {},
): Promise<Server> {
  const settings = { ...SETTINGS, ...extraSettings }
  const { url, pid, stop } = await startEmbedded({ dataDir, settings })
  return { url, pid, stop }
}

export async function queryOnce(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** Otherwise results would depend on when autovacuum last ran after the warm-up. */
export async function vacuum(url: string): Promise<void> {
  await queryOnce(url, 'vacuum (analyze)')
  await queryOnce(url, 'checkpoint')
}

const DURABILITY = ['fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method']

/** Read from the running server, never assumed. */
export async function postgresDurability(url: string): Promise<string[]> {
  const columns = [...DURABILITY, 'shared_buffers'].map(
    (name) => `current_setting('${name}') as ${name}`,
  )
  const [row = {}] = await queryOnce(url, `select ${columns.join(', ')}`)
  return Object.entries(row).map(([name, value]) => `Postgres ${name} = ${String(value)}`)
}
