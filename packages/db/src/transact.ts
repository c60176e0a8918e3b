import type pg from 'pg'
import { spoilsConnection } from './database-fault.ts'

/**
 * A transaction that has to read before it writes. Transactions of known statements go through `runTransaction`
 * instead. A fault undoes everything; a connection that may be broken is not reused.
 */
export async function transact<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let broken = false
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (cause) {
    broken = spoilsConnection(cause)
    if (!broken) await client.query('rollback').catch(() => (broken = true))
    throw cause
  } finally {
    client.release(broken)
  }
}
