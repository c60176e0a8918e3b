import type pg from 'pg'
import { spoilsConnection } from '@pressrun/db'

/** Where a single query runs: on any connection of a pool, or on one in particular. */
export type Asked = { readonly pool: pg.Pool | pg.ClientBase }

/** Queries of the same event-loop turn leave together: on one connection, in one round trip. */
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
