import { readInstance } from '@pressrun/cli'
import pg from 'pg'
import { eventually, type Instance } from '../support/index.ts'

/** Nobody can write tasks until it is disposed of. */
export type HeldTasks = AsyncDisposable & {
  /** Resolves when that many are in the middle of a transaction that writes tasks. */
  readonly awaitedBy: (count: number) => Promise<void>
}

/** Stops in the middle of it whatever sends tasks or makes new ones; all else goes on. */
export async function holdTasks({ dataDir }: Instance): Promise<HeldTasks> {
  const client = new pg.Client({ connectionString: readInstance(dataDir)?.databaseUrl })
  await client.connect()
  await client.query('begin')
  await client.query('lock table tasks in share mode')
  const waiting = async () => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::integer from pg_locks where relation = 'tasks'::regclass and not granted`,
    )
    return rows[0]?.count
  }
  return {
    async awaitedBy(count) {
      const what = `${count} wait to write tasks`
      await eventually(async () => (await waiting()) === count, { what })
    },
    // What it held is free again when it is gone.
    [Symbol.asyncDispose]: () => client.end(),
  }
}
