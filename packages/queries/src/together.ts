import type pg from 'pg'
import { spoilsConnection } from '@pressrun/db'

/** Where a single query is asked: any connection of a pool, or one in particular. */
export type Asked = { readonly pool: pg.Pool | pg.ClientBase }

/** What is asked in the same turn leaves together: on one connection, in one round trip. */
export async function together<Result>(
  { pool }: { readonly pool: pg.Pool },
  ask: (asked: Asked) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let fault: unknown
  try {
    return await ask({ pool: client })
  } catch (cause) {
    fault = cause
    throw cause
  } finally {
    client.release(spoilsConnection(fault))
  }
}
