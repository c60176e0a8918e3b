import { readInstance } from '@pressrun/cli'
import pg from 'pg'
import { eventually, type Instance } from '../support/index.ts'

/** What sends tasks, or what creates new ones, is blocked until this is disposed of. */
export type HeldBack = AsyncDisposable & {
  /** Resolves when that many have written all but their events, and are about to commit. */
  readonly aboutToCommit: (count: number) => Promise<void>
}

/**
 * Blocks writers of a table. First before they write anything: what wakes the schedulers must get into the log
 * meanwhile. Then, with their rows written, before their events.
 */
export async function holdBack(
  { dataDir }: Instance,
  table: 'tasks' | 'running',
): Promise<HeldBack> {
  const stack = new AsyncDisposableStack()
  const hold = async (text: string) => {
    const client = new pg.Client({ connectionString: readInstance(dataDir)?.databaseUrl })
    await client.connect()
    // Its locks are released when it is gone.
    stack.defer(() => client.end())
    await client.query('begin')
    await client.query(text)
    return client
  }
  const rows = await hold(`lock table ${table} in share mode`)
  return {
    async aboutToCommit(count) {
      await held(rows, count)
      const log = await hold('select from log_head for update')
      await rows.query('rollback')
      await held(log, count)
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}

async function held(client: pg.Client, count: number): Promise<void> {
  await eventually(
    async () => {
      const { rows } = await client.query<{ count: number }>(
        'select count(distinct pid)::integer from pg_locks where not granted',
      )
      // Other periodic work may have to wait with them.
      return (rows[0]?.count ?? 0) >= count
    },
    { what: `${count} are held back` },
  )
}
