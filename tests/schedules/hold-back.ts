import { readInstance } from '@pressrun/cli'
import pg from 'pg'
import { eventually, type Instance } from '../support/index.ts'

/** What sends tasks or makes new ones is held back until this is disposed of. */
export type HeldBack = AsyncDisposable & {
  /** Resolves when that many are about to change the queue. */
  readonly aboutToWrite: (count: number) => Promise<void>
  /** Resolves when that many have written all but their events, and are about to commit. */
  readonly aboutToCommit: (count: number) => Promise<void>
}

/** Holds back whatever has tasks go out or queues new ones: first before it does, then before its events. */
export async function holdBack({ dataDir }: Instance): Promise<HeldBack> {
  const stack = new AsyncDisposableStack()
  const hold = async (text: string) => {
    const client = new pg.Client({ connectionString: readInstance(dataDir)?.databaseUrl })
    await client.connect()
    // What it holds is free again when it is gone.
    stack.defer(() => client.end())
    await client.query('begin')
    await client.query(text)
    return client
  }
  const queue = await hold('lock table queue in share mode')
  return {
    aboutToWrite: (count) => held(queue, count),
    async aboutToCommit(count) {
      await held(queue, count)
      const log = await hold('select from log_head for update')
      await queue.query('rollback')
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
      // Whatever else is done by the clock may have to wait with them.
      return (rows[0]?.count ?? 0) >= count
    },
    { what: `${count} are held back` },
  )
}
